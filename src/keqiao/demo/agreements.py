"""Agreements of the demonstration with what both sides promised, who is in charge, and what was delivered by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import TYPE_CHECKING, Any

from keqiao.web.accounts.models import User
from keqiao.web.registry import models as registry

from . import english
from .calendar import AS_OF, day_between, working_day
from .plan import PLANS, PlatformPlan

if TYPE_CHECKING:
    from .registers import Registers

PARTIES = {"platform": "platform", "city": "government"}


@dataclass(frozen=True)
class StoryPromise:
    """Something promised for 2024 that no measure counts: by whom, what, until when."""

    party: str
    item: str
    item_en: str
    due_on: date


_PROMISES = (
    StoryPromise(
        "platform",
        "概念验证中心建成并投入使用",
        "Proof-of-concept centre built and in use",
        date(2024, 9, 30),
    ),
    StoryPromise(
        "platform", "组建专职技术转移团队", "A full-time team for technology transfer", date(2024, 11, 20)
    ),
    StoryPromise(
        "platform",
        "院长全年驻地工作不少于9个月",
        "The head is on site nine months a year",
        date(2024, 12, 31),
    ),
    StoryPromise(
        "platform", "向全市企业开放共享仪器设备", "Equipment open to the city's firms", date(2024, 6, 30)
    ),
    StoryPromise("government", "人才公寓交付使用", "Flats for talents handed over", date(2024, 11, 15)),
    StoryPromise("government", "配套中试用地手续办结", "Land for pilot plants cleared", date(2024, 8, 31)),
    StoryPromise("government", "设备购置补助兑现", "Subsidy for equipment paid out", date(2024, 7, 31)),
)
_REFORM = StoryPromise(
    "platform", "完成股份制改造", "Becomes a joint-stock company", date(2024, 12, 31)
)  # the timeline says that P01 began


def add_agreements(registers: Registers) -> None:
    """Store agreements, amendments that name what they change, and the promises of both sides."""
    rows = registers.city.agreements
    for number, row in enumerate(rows, start=1):
        registers.agreements[row.key] = registry.Agreement.objects.create(
            platform=registers.platforms[row.platform],
            title=row.title,
            title_en=english.agreement_title(row),
            number=f"演示协议〔{row.signed_on.year}〕{number}号",
            amends=registers.agreements.get(row.amends),
            signed_on=row.signed_on,
            ends_on=row.ends_on,
            **registers.by(row.signed_on),
        )
    party = registry.Agreement.parties.through
    party.objects.bulk_create(
        party(agreement=registers.agreements[row.key], organisation=registers.organisations[row.partner])
        for row in rows
    )
    people = {user.username: user for user in User.objects.all()}
    registers.add(
        registry.Commitment(
            agreement=registers.agreements[row.agreement],
            party=PARTIES[row.party],
            item=row.item,
            item_en=english.COMMITMENTS[row.item],
            measure_code=row.measure,
            target=row.target,
            unit=row.unit,
            year=int(row.period),
            due_on=row.due_on,
            # What a measure counts is read from its figure; the rest is written down by hand.
            delivered=None if row.measure else row.fulfilled,
            delivered_on=None if row.measure else row.fulfilled_on,
            responsible=_in_charge(
                people, row.party, registers.agreements[row.agreement].platform.code, "director"
            ),
            **registers.by(registers.agreements[row.agreement].signed_on),
        )
        for row in registers.city.commitments
    )
    random = Random(f"{registers.city.seed}:promises")  # noqa: S311 - invented rows, nothing secret
    registers.add(
        registry.Commitment(
            agreement=agreement,
            party=promise.party,
            item=promise.item,
            item_en=promise.item_en,
            year=2024,
            due_on=promise.due_on,
            delivered_on=_delivered(promise, plan, random),
            responsible=_in_charge(people, promise.party, plan.code, "clerk"),
            **registers.by(agreement.signed_on),
        )
        for plan in PLANS
        for agreement in [current_agreement(registers, plan.code)]
        for promise in ([_REFORM] if plan.code == "P01" else []) + random.sample(_PROMISES, 4)
    )


def current_agreement(registers: Registers, code: str) -> registry.Agreement:
    """Return the agreement of a platform as amended last."""
    keys = [row.key for row in registers.city.agreements if row.platform == code]
    return registers.agreements[keys[-1]]


def _in_charge(people: dict[str, User], party: str, code: str, role: str) -> Any:
    """The bureau officer for the city's side, a user of the platform for its own."""
    return people.get("officer" if PARTIES.get(party, party) == "government" else f"{role}_{code[1:]}")


def _delivered(promise: StoryPromise, plan: PlatformPlan, random: Random) -> date | None:
    """The day of delivery, early or a little late; None for what is still open on the day of the published figures."""
    if random.random() > plan.care * 0.8 or promise is _REFORM:
        return None
    day = working_day(day_between(random, date(2024, 3, 1), min(promise.due_on, AS_OF)))
    return min(day, AS_OF)
