"""The rows of the demonstration city, as plain data that know nothing of a database.

Keys are short strings; money is :class:`~decimal.Decimal` in 元; dates are days. A :class:`City` holds all rows and can
be digested, so that two generations from one seed can be compared byte for byte.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from keqiao.language import Message


@dataclass(frozen=True)
class OrganisationRow:
    """A unit with a unified social credit code; ``division`` is where it is registered."""

    key: str
    usci: str
    name: str
    short_name: str
    legal_form: str
    division: str
    industry_code: str
    registered_on: date
    ended_on: date | None = None
    kind: str = "firm"


@dataclass(frozen=True)
class Alias:
    """Another name of an organisation, with the days between which it was used."""

    organisation: str
    name: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class ClusterRow:
    """An industry cluster of the city's 2+2+X; ``tier`` is "2" (first), "2" (second) or "X"."""

    code: str
    name: str
    name_en: str
    tier: str


@dataclass(frozen=True)
class PlatformRow:
    """An innovation platform: signed, registered (settled) and opened are three different days."""

    code: str
    organisation: str
    name: str
    name_en: str
    short_name: str
    type: str
    level: str
    park: str
    signed_on: date
    settled_on: date
    settled_precision: str
    opened_on: date
    research_direction: str
    market_direction: str
    clusters: tuple[str, ...]
    partners: tuple[str, ...]
    theme: str
    summary: str


@dataclass(frozen=True)
class PartnerRow:
    """A co-founding partner and the family it belongs to."""

    organisation: str
    family: str
    theme: str


@dataclass(frozen=True)
class PersonRow:
    """A member of staff or a talent; ``degree`` is the highest one, exclusive."""

    key: str
    name: str
    degree: str
    talent_class: str


@dataclass(frozen=True)
class EngagementRow:
    """Who worked where; ``ended_on`` is the last day, ``share`` the part of working time (full time: 1)."""

    key: str
    person: str
    platform: str
    role: str
    research: bool
    mode: str
    share: Decimal
    started_on: date
    ended_on: date | None = None
    resident: bool = False


@dataclass(frozen=True)
class SiteRecord:
    """Months that a high-level talent was on site in one quarter."""

    engagement: str
    quarter: str
    months: Decimal


@dataclass(frozen=True)
class TalentAwardRow:
    """A title of a person, from the day of its grant."""

    person: str
    programme: str
    level: str
    granted_on: date


@dataclass(frozen=True)
class PatentRow:
    """A patent or application; ``owners`` are platform codes, the first files it."""

    application_no: str
    type: str
    title: str
    ipc: str
    filed_on: date
    granted_on: date | None
    lapsed_on: date | None
    owners: tuple[str, ...]


@dataclass(frozen=True)
class PatentTransferRow:
    """A patent put to use: assigned, licensed or contributed for equity."""

    application_no: str
    kind: str
    transferred_on: date
    receiver: str


@dataclass(frozen=True)
class ProjectRow:
    """A science-and-technology project with its level and money granted."""

    key: str
    number: str
    title: str
    level: str
    started_on: date
    due_on: date
    accepted_on: date | None


@dataclass(frozen=True)
class Participation:
    """A platform's part in a project: at most one lead; ``granted`` is the platform's own share in 元."""

    project: str
    platform: str
    role: str
    granted: Decimal


@dataclass(frozen=True)
class ProjectReceiptRow:
    """Project money that arrived at a platform."""

    project: str
    platform: str
    received_on: date
    amount: Decimal


@dataclass(frozen=True)
class FirmRow:
    """An incubated firm: its organisation, chain position, founder and cluster."""

    organisation: str
    cluster: str
    chain_position: str


@dataclass(frozen=True)
class IncubationLinkRow:
    """That a platform incubated a firm, on which ground, from when to when."""

    platform: str
    firm: str
    basis: str
    started_on: date
    ended_on: date | None = None


@dataclass(frozen=True)
class QualificationRow:
    """A qualification of a platform, or a certificate of a firm."""

    organisation: str
    kind: str
    name: str
    level: str
    issuer: str
    number: str
    granted_on: date
    expires_on: date | None


@dataclass(frozen=True)
class EquityEventRow:
    """A platform's stake in a firm: by technology or by cash; ``percent`` after the event."""

    platform: str
    firm: str
    kind: str
    amount: Decimal
    percent: Decimal
    happened_on: date
    publicised_on: date | None


@dataclass(frozen=True)
class FundingDealRow:
    """Money raised by an incubated firm from private equity or a bank."""

    firm: str
    instrument: str
    investor: str
    amount: Decimal
    received_on: date


@dataclass(frozen=True)
class ContractRow:
    """A registered technology contract; ``technology_amount`` ≤ ``amount``."""

    number: str
    kind: str
    platform: str
    buyer: str
    title: str
    amount: Decimal
    technology_amount: Decimal
    registered_on: date
    local: bool
    cluster: str


@dataclass(frozen=True)
class ContractReceiptRow:
    """Money that arrived for a contract; together never more than its amount."""

    contract: str
    received_on: date
    amount: Decimal


@dataclass(frozen=True)
class AgreementRow:
    """A co-founding agreement (一事一议), or an amendment of one."""

    key: str
    platform: str
    partner: str
    title: str
    signed_on: date
    starts_on: date
    ends_on: date
    amends: str = ""


@dataclass(frozen=True)
class CommitmentRow:
    """What one side promised in an agreement for one year, and what became of it."""

    agreement: str
    party: str
    item: str
    measure: str
    target: Decimal
    unit: str
    period: str
    due_on: date
    fulfilled: Decimal | None
    fulfilled_on: date | None


@dataclass(frozen=True)
class TimelineEvent:
    """A dated event; ``precision`` says how much of the day is known."""

    key: str
    happened_on: date
    precision: str
    kind: str
    title: str
    platform: str
    source: str


@dataclass(frozen=True)
class ReportedFigureRow:
    """A figure that no register holds: who reported which value for which period, and when.

    ``subject`` is a platform code or a firm's key; ``supersedes`` is the key of the figure that this one corrects.
    ``value`` is ``None`` where nothing was handed in; ``basis`` is "reported" or "verified" (核定).
    """

    key: str
    subject: str
    measure: str
    period: str
    value: Decimal | None
    unit: str
    source: str
    recorded_on: date
    basis: str = "reported"
    evidence: str = ""
    supersedes: str = ""
    note: Message | str = ""
    rater: str = ""


@dataclass
class City:
    """Every row of the demonstration city."""

    seed: int
    organisations: list[OrganisationRow] = field(default_factory=list)
    aliases: list[Alias] = field(default_factory=list)
    clusters: list[ClusterRow] = field(default_factory=list)
    partners: list[PartnerRow] = field(default_factory=list)
    platforms: list[PlatformRow] = field(default_factory=list)
    persons: list[PersonRow] = field(default_factory=list)
    engagements: list[EngagementRow] = field(default_factory=list)
    site_records: list[SiteRecord] = field(default_factory=list)
    awards: list[TalentAwardRow] = field(default_factory=list)
    patents: list[PatentRow] = field(default_factory=list)
    patent_transfers: list[PatentTransferRow] = field(default_factory=list)
    projects: list[ProjectRow] = field(default_factory=list)
    participations: list[Participation] = field(default_factory=list)
    project_receipts: list[ProjectReceiptRow] = field(default_factory=list)
    firms: list[FirmRow] = field(default_factory=list)
    links: list[IncubationLinkRow] = field(default_factory=list)
    qualifications: list[QualificationRow] = field(default_factory=list)
    equity_events: list[EquityEventRow] = field(default_factory=list)
    deals: list[FundingDealRow] = field(default_factory=list)
    contracts: list[ContractRow] = field(default_factory=list)
    contract_receipts: list[ContractReceiptRow] = field(default_factory=list)
    agreements: list[AgreementRow] = field(default_factory=list)
    commitments: list[CommitmentRow] = field(default_factory=list)
    events: list[TimelineEvent] = field(default_factory=list)
    figures: list[ReportedFigureRow] = field(default_factory=list)

    def tables(self) -> dict[str, list[Any]]:
        """Each list of rows by its name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "seed"}

    def digest(self) -> str:
        """SHA-256 over all rows in order: equal digests mean equal cities."""
        plain = {name: [asdict(row) for row in rows] for name, rows in self.tables().items()}
        text = json.dumps(plain, ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()
