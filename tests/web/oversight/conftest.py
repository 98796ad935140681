"""Three platforms whose governance and support differ, frozen for two years; an officer, a department, a congress."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from tests.golden import golden

from keqiao.web.accounts.models import Unit
from keqiao.web.facts.services import create_snapshot, load_measures
from keqiao.web.registry.models import (
    Agreement,
    GovernanceItem,
    Instalment,
    Organisation,
    Platform,
    Region,
)


def mechanism(platform, kind, since):
    GovernanceItem.objects.create(
        platform=platform, kind=kind, title="机制", state="in_place", valid_from=since
    )


def a_platform(number, since):
    code = f"P0{number}"
    unit = Unit.objects.create(code=code, name=f"单位{number}", kind=Unit.Kind.PLATFORM)
    return Platform.objects.create(
        organisation=Organisation.objects.create(name=f"示范平台{number}号"),
        code=code,
        short_name=f"平台{number}",
        type=Platform.Type.RD,
        settled_on=since,
        operating_since=since,
        valid_from=since,
        unit=unit,
    )


@golden
def supervised(user_with):
    """P01 has four mechanisms and its money; P02 one mechanism since 2023, and its money of 2023 is not paid."""
    load_measures()
    Region.objects.create(name="示范市", division_code="320481", demonstration=True)
    first, second = (a_platform(number, date(2020, number, 1)) for number in (1, 2))
    a_platform(3, date(2024, 1, 1))
    for kind in ("investors", "management", "market", "employment"):
        mechanism(first, kind, date(2021, 1, 1))
    mechanism(second, "market", date(2023, 3, 1))
    Platform.objects.filter(pk=first.pk).update(market_direction="储能检测服务")
    for platform, paid_on in ((first, date(2023, 6, 1)), (second, None)):
        agreement = Agreement.objects.create(platform=platform, title="共建协议", signed_on=date(2021, 1, 1))
        Instalment.objects.create(
            agreement=agreement,
            number=1,
            amount=1_000_000,
            due_on=date(2023, 6, 30),
            paid_on=paid_on,
            paid_amount=1_000_000 if paid_on else None,
        )
    units = {
        code: Unit.objects.create(code=code, name=name, kind=kind)
        for code, name, kind in (
            ("bureau", "科技局", Unit.Kind.BUREAU),
            ("finance", "财政局", Unit.Kind.DEPARTMENT),
            ("talent", "人才办", Unit.Kind.DEPARTMENT),
            ("congress", "人大办", Unit.Kind.CONGRESS),
        )
    }
    made = SimpleNamespace(
        P01=first,
        P02=second,
        units=units,
        officer=user_with("bureau_officer", unit=units["bureau"], username="officer_1"),
        second=user_with("bureau_officer", unit=units["bureau"], username="officer_2"),
        finance=user_with("finance_officer", unit=units["finance"], username="finance_1"),
        talent=user_with("talent_officer", unit=units["talent"], username="talent_1"),
        congress=user_with("congress", unit=units["congress"], username="congress_1"),
    )
    made.snapshot = create_snapshot(made.officer, "两年数据", ["2022", "2023"], code="two-years")
    return made


@pytest.fixture
def as_user(client):
    """A client that is signed in as somebody."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in
