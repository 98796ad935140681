"""The registers, by subject."""

from keqiao.web.registry.models.firms import (
    EquityEvent,
    Firm,
    FirmCertificate,
    FirmReport,
    FundingDeal,
    IncubationLink,
)
from keqiao.web.registry.models.organisations import (
    Cluster,
    Organisation,
    OrganisationAlias,
    Park,
    Partner,
    Region,
)
from keqiao.web.registry.models.outputs import (
    ContractReceipt,
    Patent,
    PatentOwner,
    PatentTransfer,
    Project,
    ProjectParticipation,
    ProjectReceipt,
    TechContract,
)
from keqiao.web.registry.models.people import Engagement, Person, SiteMonths, TalentAward
from keqiao.web.registry.models.platforms import Agreement, Commitment, Event, Platform, Qualification
from keqiao.web.registry.models.record import Level, Precision, Record

__all__ = [
    "Agreement",
    "Cluster",
    "Commitment",
    "ContractReceipt",
    "Engagement",
    "EquityEvent",
    "Event",
    "Firm",
    "FirmCertificate",
    "FirmReport",
    "FundingDeal",
    "IncubationLink",
    "Level",
    "Organisation",
    "OrganisationAlias",
    "Park",
    "Partner",
    "Patent",
    "PatentOwner",
    "PatentTransfer",
    "Person",
    "Platform",
    "Precision",
    "Project",
    "ProjectParticipation",
    "ProjectReceipt",
    "Qualification",
    "Record",
    "Region",
    "SiteMonths",
    "TalentAward",
    "TechContract",
]
