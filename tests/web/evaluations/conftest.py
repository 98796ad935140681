"""A small city of invented platforms with a frozen snapshot, and users of every role."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from tests.golden import golden

from keqiao.engine.schemes import load_scheme, packaged
from keqiao.web.accounts.models import Unit, User
from keqiao.web.accounts.roles import ensure_roles
from keqiao.web.evaluations import library, releases, services
from keqiao.web.facts.models import Measure, MeasureDefinition, Snapshot, SnapshotFigure, SnapshotUnit
from keqiao.web.facts.services.units import frozen_units
from keqiao.web.registry.models import Organisation, Platform, Region

PERIODS = ("2022", "2023", "2024")
THREE_PILLAR = Path(packaged()["three_pillar"]).read_text(encoding="utf-8")


def figure(code: str, platform: int, year: int, kind: str) -> Decimal:
    """Invent a figure: between 1 and 60, growing, different for every platform, the same every time."""
    seed = sum(ord(sign) * (place + 3) for place, sign in enumerate(code))
    value = 1 + (seed * 7 + platform * 13) % 50 + (year - 2022) * (1 + (seed + platform) % 4)
    return Decimal(value) * (1_000_000 if kind == "money" else 1)


@golden
def city(db):
    """Four platforms over three years; P04 began to operate in 2023."""
    Region.objects.create(name="示范市", name_en="Model City", division_code="320481", demonstration=True)
    platforms = []
    for number, (kind, since) in enumerate(
        [("rd", 2017), ("incubation", 2018), ("service", 2019), ("comprehensive", 2023)], start=1
    ):
        unit = Unit.objects.create(code=f"U{number}", name=f"示范{number}号院", kind=Unit.Kind.PLATFORM)
        organisation = Organisation.objects.create(name=f"示范{number}号研究院")
        platforms.append(
            Platform.objects.create(
                organisation=organisation,
                code=f"P0{number}",
                short_name=f"示范{number}号院",
                short_name_en=f"Institute {number}",
                type=kind,
                settled_on=date(since, 1, 1),
                operating_since=date(since, 1, 1),
                valid_from=date(since, 1, 1),
                unit=unit,
            )
        )
    return platforms


@golden
def snapshot(city, officer):
    return frozen(city, officer)


def frozen(city, officer, code="S-2024", *, skip=(), verified=(), change=None, scale=None):
    """A frozen snapshot with every measure of the three-pillar scheme for every platform and year."""
    made = Snapshot.objects.create(
        code=code,
        title="示范快照",
        as_of=date(2024, 12, 31),
        periods=list(PERIODS),
        known_at=datetime(2025, 2, 1, tzinfo=UTC),
        created_by=officer,
    )
    rows = []
    for declared in load_scheme("three_pillar").measures:
        if declared.previous_of or declared.code == "operating_years" or declared.code in skip:
            continue
        money = declared.type == "money"
        measure, _made = Measure.objects.get_or_create(
            code=declared.code,
            defaults={
                "name": declared.name.zh,
                "name_en": declared.name.en,
                "unit": "元" if money else declared.unit,
                "kind": declared.kind,
                "value_type": "money" if money else "number",
                "category": "outputs",
            },
        )
        definition, _made = MeasureDefinition.objects.get_or_create(
            measure=measure, version=1, defaults={"text": "示范口径", "valid_from": date(2020, 1, 1)}
        )
        for place, platform in enumerate(city):
            for period in PERIODS:
                if platform.valid_from.year > int(period):
                    continue
                value = figure(declared.code, place, int(period), declared.type)
                if declared.code in {"serious_incidents", "late_returns", "national_recognitions"}:
                    value = Decimal(0)
                if (declared.code, platform.code, period) in (change or {}):
                    value = change[declared.code, platform.code, period]
                common = {
                    "snapshot": made,
                    "platform": platform,
                    "measure": measure,
                    "definition": definition,
                    "period": period,
                }
                rows.append(SnapshotFigure(**common, basis="reported", value=value))
                if declared.code in verified:
                    rows.append(SnapshotFigure(**common, basis="verified", value=value / 2))
    SnapshotFigure.objects.bulk_create(rows)
    SnapshotUnit.objects.bulk_create(frozen_units(made))
    made.freeze("0" * 64, len(rows))
    return made


def _user(name, role, unit=None):
    user = User.objects.create_user(name, password="Passw0rd-long", display_name=name, unit=unit)
    user.roles.add(ensure_roles()[role])
    return user


@golden
def officer(db):
    return _user("officer", "bureau_officer")


@golden
def auditor(db):
    return _user("auditor", "auditor")


@golden
def leader(db):
    return _user("leader", "leader")


@golden
def congress(db):
    return _user("congress", "congress")


@golden
def broker(db):
    return _user("broker", "broker")


@golden
def admin(db):
    return _user("admin", "system_admin")


@golden
def director(city):
    return _user("director", "platform_director", city[1].unit)


def second_person():
    """Another officer of the bureau, who decides what the first proposes."""
    return User.objects.filter(username="second_officer").first() or _user("second_officer", "bureau_officer")


def in_force(proposer, version, kind=library.SCHEMES, to="valid"):
    """Put a version into force (or retire it) as two persons do; one that stands so already stays as it is."""
    if version.status != to:
        proposal = kind.enactment.propose(proposer, version, to, "经局长办公会审议通过")
        kind.enactment.decide(second_person(), proposal.pk, accepted=True)
        version.refresh_from_db()
    return version


@golden
def scheme(officer):
    return in_force(officer, services.add_scheme_version(officer, THREE_PILLAR, "示范文件"))


@golden
def unreleased(officer, snapshot, scheme):
    """A finished run over three years that nobody outside the bureau sees."""
    started = services.start_run(
        officer, title="2024年度绩效评价测算", snapshot=snapshot, scheme=scheme, periods=PERIODS
    )
    return services.execute_run(started)


@golden
def run(unreleased):
    """The same, released by another person than the one who started it."""
    releases.release(second_person(), unreleased, "公开测算结果")
    return unreleased
