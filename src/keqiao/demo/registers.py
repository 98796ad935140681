"""Writes the rows of the demonstration city into the registers, in bulk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from keqiao.web.accounts.models import Unit, User
from keqiao.web.registry import models as registry

from . import english
from .agreements import add_agreements
from .calendar import AS_OF
from .codes import (
    CLUSTER_KINDS,
    EVENTS,
    FAMILIES,
    LEVELS,
    MODES,
    QUALIFICATIONS,
    ROLES,
    TITLES,
    TYPES,
    stage_of,
)
from .identifiers import CITY_DIVISION
from .incubation import add_firms
from .obligations import add_obligations
from .operations import add_operations
from .plan import DIRECTIONS_EN, PARKS, PLANS
from .reference import add_communities, add_directions
from .rows import City
from .technology_contracts import add_contracts, add_patent_transfers
from .works import add_works

SOURCE = "演示数据"


def moment(day: date, hour: int = 9) -> datetime:
    """A moment of that day at which a row was recorded."""
    return datetime.combine(day, time(hour), tzinfo=UTC)


class Registers:
    """Loads a city's rows; afterwards the maps give the stored object of each key."""

    def __init__(self, city: City, recorder: User | None, units: dict[str, Unit]) -> None:
        self.city = city
        self.recorder = recorder
        self.units = units
        self.organisations: dict[str, registry.Organisation] = {}
        self.platforms: dict[str, registry.Platform] = {}
        self.clusters: dict[str, registry.Cluster] = {}
        self.partners: dict[str, registry.Partner] = {}
        self.persons: dict[str, registry.Person] = {}
        self.engagements: dict[str, registry.Engagement] = {}
        self.patents: dict[str, registry.Patent] = {}
        self.projects: dict[str, registry.Project] = {}
        self.firms: dict[str, registry.Firm] = {}
        self.contracts: dict[str, registry.TechContract] = {}
        self.agreements: dict[str, registry.Agreement] = {}

    def steps(self) -> list[Callable[[], None]]:
        """The steps of loading, in order."""
        return [
            self._region,
            self._bodies,
            self._platforms,
            self._people,
            self._patents,
            self._projects,
            partial(add_firms, self),
            partial(add_contracts, self),
            partial(add_patent_transfers, self),
            partial(add_agreements, self),
            partial(add_obligations, self),
            partial(add_operations, self),
            partial(add_works, self),
            partial(add_directions, self),
            partial(add_communities, self),
        ]

    def add(self, rows: Iterable[Any]) -> list[Any]:
        """Store rows of one register in bulk."""
        rows = list(rows)
        return list(type(rows[0])._default_manager.bulk_create(rows, batch_size=500)) if rows else []

    def by(self, day: date) -> dict[str, Any]:
        """Who recorded a row, when (a few days after it happened) and from where."""
        return {
            "recorded_at": moment(day + timedelta(days=5)),
            "recorded_by": self.recorder,
            "source": SOURCE,
        }

    def _region(self) -> None:
        registry.Region.objects.create(
            name="示范市",
            name_en="Demo City",
            division_code=CITY_DIVISION,
            demonstration=True,
            default_as_of=AS_OF,
        )

    def _bodies(self) -> None:
        """Organisations, aliases, parks, clusters, partners."""
        early = self.by(date(2012, 1, 4))
        rows = self.add(
            registry.Organisation(
                usci=row.usci,
                name=row.name,
                name_en=english.organisation_name(row),
                legal_form=row.legal_form,
                division=row.division,
                industry_code=row.industry_code,
                registered_on=row.registered_on,
                status="deregistered" if row.ended_on else "existing",
                deregistered_on=row.ended_on,
                **self.by(max(row.registered_on, date(2012, 1, 4))),
            )
            for row in self.city.organisations
        )
        self.organisations = dict(zip((row.key for row in self.city.organisations), rows, strict=True))
        self.add(
            registry.OrganisationAlias(
                organisation=self.organisations[row.organisation],
                name=row.name,
                kind="former" if row.valid_to else "short",
                valid_from=row.valid_from,
                valid_to=row.valid_to,
                **early,
            )
            for row in self.city.aliases
        )
        self.add(
            registry.Park(code=code, name=name, name_en=en, **early) for name, (code, en) in PARKS.items()
        )
        rows = self.add(
            registry.Cluster(
                code=row.code,
                name=row.name,
                name_en=row.name_en,
                tier=i,
                kind=CLUSTER_KINDS[row.tier],
                **early,
            )
            for i, row in enumerate(self.city.clusters, start=1)
        )
        self.clusters = {row.code: row for row in rows}
        families = {
            family: self.add([registry.PartnerFamily(code=code, name=name, name_en=name_en, **early)])[0]
            for family, (code, name, name_en) in FAMILIES.items()
        }
        rows = self.add(
            registry.Partner(
                organisation=self.organisations[row.organisation],
                family=families[row.family],
                theme=row.theme,
                **early,
            )
            for row in self.city.partners
        )
        self.partners = dict(zip((row.organisation for row in self.city.partners), rows, strict=True))

    def _platforms(self) -> None:
        """Platforms with their clusters, partners, qualifications and the timeline."""
        parks = {park.name: park for park in registry.Park.objects.all()}
        staff = {plan.code: plan for plan in PLANS}
        rows = self.add(
            registry.Platform(
                organisation=self.organisations[row.organisation],
                code=row.code,
                short_name=row.short_name,
                short_name_en=row.name_en.removeprefix("Demo "),
                level=LEVELS[row.level],
                type=TYPES[row.type],
                summary=row.summary,
                summary_en=english.summary(row.code, row.partners[0], *DIRECTIONS_EN[row.code]),
                stage=stage_of(row.opened_on),
                settled_on=row.settled_on,
                settled_precision=row.settled_precision,
                operating_since=row.opened_on,
                park=parks[row.park],
                unit=self.units.get(row.code),
                research_direction=row.research_direction,
                research_direction_en=DIRECTIONS_EN[row.code][0],
                market_direction=row.market_direction,
                market_direction_en=DIRECTIONS_EN[row.code][1],
                valid_from=row.settled_on,
                **self.by(row.settled_on),
            )
            for row in self.city.platforms
        )
        self.platforms = {row.code: row for row in rows}
        for row in self.city.platforms:
            platform = self.platforms[row.code]
            platform.clusters.set([self.clusters[code] for code in staff[row.code].clusters])
            platform.partners.set([self.partners[key] for key in row.partners])
        codes = {row.organisation: row.code for row in self.city.platforms}
        self.add(
            registry.Qualification(
                platform=self.platforms[codes[row.organisation]],
                name=row.name,
                name_en=english.qualification_name(row),
                level=LEVELS[row.level],
                kind=QUALIFICATIONS.get(row.kind, "other"),
                issuer=row.issuer,
                granted_on=row.granted_on,
                expires_on=row.expires_on,
                document_no=row.number,
                **self.by(row.granted_on),
            )
            for row in self.city.qualifications
            if row.organisation in codes
        )
        self.add(
            registry.Event(
                platform=self.platforms.get(row.platform),
                kind=EVENTS.get(row.kind, "other"),
                title=row.title,
                title_en=english.event_title(row),
                on=row.happened_on,
                precision=row.precision,
                **self.by(row.happened_on),
            )
            for row in self.city.events
        )

    def _people(self) -> None:
        """Persons, engagements, months on site by year, talent titles."""
        first: dict[str, date] = {}
        for engagement in self.city.engagements:
            known = first.get(engagement.person, engagement.started_on)
            first[engagement.person] = min(known, engagement.started_on)
        rows = self.add(
            registry.Person(
                code=row.key,
                name=row.name,
                name_en=english.person_name(row),
                degree=row.degree,
                person_class=row.talent_class,
                consent_public=not row.name.startswith("演示人员"),
                **self.by(first[row.key]),
            )
            for row in self.city.persons
        )
        self.persons = {row.code: row for row in rows}
        rows = self.add(
            registry.Engagement(
                person=self.persons[row.person],
                platform=self.platforms[row.platform],
                role=ROLES[row.role][0],
                role_en=ROLES[row.role][1],
                is_research=row.research,
                mode=MODES[row.mode],
                fte=row.share,
                started_on=row.started_on,
                ended_on=row.ended_on,
                resident=row.resident,
                **self.by(row.started_on),
            )
            for row in self.city.engagements
        )
        self.engagements = dict(zip((row.key for row in self.city.engagements), rows, strict=True))
        months: defaultdict[tuple[str, int], Decimal] = defaultdict(Decimal)
        for record in self.city.site_records:
            months[record.engagement, int(record.quarter[:4])] += record.months
        self.add(
            registry.SiteMonths(
                engagement=self.engagements[key], year=year, months=total, **self.by(date(year, 12, 31))
            )
            for (key, year), total in months.items()
        )
        self.add(
            registry.TalentAward(
                person=self.persons[row.person],
                programme=TITLES[row.programme][0],
                programme_en=TITLES[row.programme][1],
                level=LEVELS[row.level],
                year=row.granted_on.year,
                category=TITLES[row.programme][2],
                **self.by(max(row.granted_on, first[row.person])),
            )
            for row in self.city.awards
        )

    def _patents(self) -> None:
        def status(row: Any) -> str:
            if row.granted_on is None:
                return "pending"
            return "lapsed" if row.lapsed_on else "granted"

        rows = self.add(
            registry.Patent(
                application_no=row.application_no,
                title=row.title,
                kind=row.type,
                filed_on=row.filed_on,
                granted_on=row.granted_on,
                ended_on=row.lapsed_on,
                status=status(row),
                ipc=row.ipc,
                **self.by(row.filed_on),
            )
            for row in self.city.patents
        )
        self.patents = {row.application_no: row for row in rows}
        self.add(
            registry.PatentOwner(
                patent=self.patents[row.application_no],
                platform=self.platforms[code],
                **self.by(row.filed_on),
            )
            for row in self.city.patents
            for code in row.owners
        )

    def _projects(self) -> None:
        rows = self.add(
            registry.Project(
                number=row.number,
                title=row.title,
                title_en=english.project_title(row),
                level=LEVELS[row.level],
                started_on=row.started_on,
                ended_on=row.due_on,
                status="accepted" if row.accepted_on else "running",
                **self.by(row.started_on),
            )
            for row in self.city.projects
        )
        self.projects = dict(zip((row.key for row in self.city.projects), rows, strict=True))
        started = {row.key: row.started_on for row in self.city.projects}
        rows = self.add(
            registry.ProjectParticipation(
                project=self.projects[row.project],
                platform=self.platforms[row.platform],
                role=row.role,
                **self.by(started[row.project]),
            )
            for row in self.city.participations
        )
        parts = {(row.project, row.platform): rows[i] for i, row in enumerate(self.city.participations)}
        self.add(
            registry.ProjectReceipt(
                participation=parts[row.project, row.platform],
                received_on=row.received_on,
                amount=row.amount,
                **self.by(row.received_on),
            )
            for row in self.city.project_receipts
        )
