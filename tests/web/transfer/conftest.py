"""A firm that two platforms do not share: its capital from the founding to a transfer, entered in the registers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from tests.golden import golden
from tests.web.evaluations.conftest import *  # noqa: F403 - fixtures

from keqiao.web.accounts.models import Unit
from keqiao.web.registry.models import CapitalMovement, Firm, IncubationLink, Organisation, Shareholder

FOUNDED = date(2024, 8, 1)


def movement(firm: Firm, kind: str, holder: str, amount: int | None = None, **other) -> CapitalMovement:
    """An event as the register keeps it."""
    fields = {"on": FOUNDED, "amount": None if amount is None else Decimal(amount)} | other
    return CapitalMovement.objects.create(firm=firm, kind=kind, holder=holder, **fields)


@golden
def capital(city, officer, user_with):
    """A firm of P02 with an institute, a partnership of two and a fund."""
    unit = Unit.objects.create(code="F01", name="示范新材料公司", kind=Unit.Kind.FIRM)
    body = Organisation.objects.create(
        usci="91320481000000019U", name="示范新材料公司", legal_form="company", division="320481"
    )
    firm = Firm.objects.create(organisation=body, unit=unit, founded_on=FOUNDED)
    IncubationLink.objects.create(platform=city[1], firm=firm, basis="equity", valid_from=FOUNDED)
    for name, kind, state in (("示范研究院", "institution", True), ("团队", "partnership", False)):
        Shareholder.objects.create(firm=firm, name=name, kind=kind, state_owned=state)
    for name, share in (("陈一", 60), ("周二", 40)):
        Shareholder.objects.create(firm=firm, name=name, kind="person", behind="团队", share=share)
    movement(firm, "subscribe", "示范研究院", 3_000_000, due_on=date(2024, 12, 31), round="设立")
    movement(firm, "subscribe", "团队", 7_000_000, due_on=date(2029, 7, 31), round="设立")
    movement(
        firm,
        "pay",
        "示范研究院",
        3_000_000,
        on=date(2024, 10, 1),
        form="technology",
        valuation=Decimal(3_000_000),
        report="评报字001",
        pricing="negotiated",
        public_from=date(2024, 9, 2),
        public_until=date(2024, 9, 18),
    )
    movement(firm, "pay", "团队", 1_000_000, on=date(2024, 11, 1))
    return SimpleNamespace(
        firm=firm,
        platform=city[1],
        other=city[2],
        officer=officer,
        auditor=user_with("auditor", username="auditor"),
        director=user_with("platform_director", unit=city[1].unit, username="director_2"),
        stranger=user_with("platform_director", unit=city[2].unit, username="director_3"),
        of_firm=user_with("firm", unit=unit, username="firm"),
    )


@pytest.fixture
def page(capital):
    """The address of the firm's capital."""
    return f"/capital/{capital.firm.pk}/"
