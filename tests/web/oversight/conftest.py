"""Three platforms whose governance and support differ, frozen for two years; an officer, a department, a congress."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from tests.golden import golden
from tests.web.facts.conftest import city  # noqa: F401 — a golden fixture is known where it is imported

from keqiao.web.accounts.models import Unit
from keqiao.web.facts.services import create_snapshot
from keqiao.web.registry.models import Agreement, GovernanceItem, Instalment, Platform


def mechanism(platform, kind, since):
    GovernanceItem.objects.create(
        platform=platform, kind=kind, title="机制", state="in_place", valid_from=since
    )


@golden
def bench(city, user_with):  # noqa: F811
    """P01 has four mechanisms and its money; P02 one mechanism since 2023, and its money of 2023 is not paid."""
    for kind in ("investors", "management", "market", "employment"):
        mechanism(city.P01, kind, date(2021, 1, 1))
    mechanism(city.P02, "market", date(2023, 3, 1))
    Platform.objects.filter(pk=city.P01.pk).update(market_direction="储能检测服务")
    for platform, paid_on in ((city.P01, date(2023, 6, 1)), (city.P02, None)):
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
        city=city,
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
