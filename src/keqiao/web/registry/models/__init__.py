"""The registers, by subject."""

from keqiao.web.registry.models.agreements import Agreement, Commitment, Condition, Contact, Instalment
from keqiao.web.registry.models.capital import CapitalMovement, Shareholder
from keqiao.web.registry.models.changes import Change, ChangeSet
from keqiao.web.registry.models.firms import (
    EquityEvent,
    Firm,
    FirmCertificate,
    FirmReport,
    FundingDeal,
    IncubationLink,
)
from keqiao.web.registry.models.funds import Fund, FundFlow, FundPartner
from keqiao.web.registry.models.joint import JointBody, JointEntry, JointParty
from keqiao.web.registry.models.operation import Equipment, EquipmentUse, GovernanceItem
from keqiao.web.registry.models.organisations import (
    Cluster,
    Community,
    CommunityMember,
    Direction,
    Organisation,
    OrganisationAlias,
    Park,
    Partner,
    PartnerFamily,
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
from keqiao.web.registry.models.pipeline import PipelineProject
from keqiao.web.registry.models.platforms import Event, FormerClass, Platform, Qualification
from keqiao.web.registry.models.record import Level, Precision, Record, RowState
from keqiao.web.registry.models.verification import Sample, SampleFinding, Verification, VerificationLine
from keqiao.web.registry.models.works import RepresentativeWork

__all__ = [
    "Agreement",
    "CapitalMovement",
    "Change",
    "ChangeSet",
    "Cluster",
    "Commitment",
    "Community",
    "CommunityMember",
    "Condition",
    "Contact",
    "ContractReceipt",
    "Direction",
    "Engagement",
    "Equipment",
    "EquipmentUse",
    "EquityEvent",
    "Event",
    "Firm",
    "FirmCertificate",
    "FirmReport",
    "FormerClass",
    "Fund",
    "FundFlow",
    "FundPartner",
    "FundingDeal",
    "GovernanceItem",
    "IncubationLink",
    "Instalment",
    "JointBody",
    "JointEntry",
    "JointParty",
    "Level",
    "Organisation",
    "OrganisationAlias",
    "Park",
    "Partner",
    "PartnerFamily",
    "Patent",
    "PatentOwner",
    "PatentTransfer",
    "Person",
    "PipelineProject",
    "Platform",
    "Precision",
    "Project",
    "ProjectParticipation",
    "ProjectReceipt",
    "Qualification",
    "Record",
    "Region",
    "RepresentativeWork",
    "RowState",
    "Sample",
    "SampleFinding",
    "Shareholder",
    "SiteMonths",
    "TalentAward",
    "TechContract",
    "Verification",
    "VerificationLine",
]
