"""A firm asks an institution: what it shows, to whom, for how long; each look is noted; outcomes are filled back."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.urls import reverse
from tests.golden import golden
from tests.web.programmes.conftest import town  # noqa: F401 (fixture)

from keqiao.web.accounts.models import Unit
from keqiao.web.audit.clock import today
from keqiao.web.finance import services
from keqiao.web.finance.models import FinanceLook, FinanceRequest, InnovationPoints
from keqiao.web.finance.selectors import outcomes

REVENUE = "5,000.00"
"""万元, of firm one of the town."""


@golden
def asked(town, user_with):  # noqa: F811
    """Firm one asks the first of two banks, and shows its yearly figures and points, not its certificates."""
    banks = []
    for number in (1, 2):
        unit = Unit.objects.create(code=f"bank{number}", name=f"示范银行{number}", kind=Unit.Kind.INVESTOR)
        banks.append(
            SimpleNamespace(unit=unit, user=user_with("investor", unit=unit, username=f"bank_{number}"))
        )
    office = user_with("finance_officer", username="office")
    services.enter_points(office, town.one.organisation, today().year - 1, Decimal("81.5"), "省平台")
    wanted = services.AskedFinance(
        banks[0].unit, Decimal(3_000_000), "中试线", ("points", "reports"), today() + timedelta(days=30)
    )
    row = services.ask(town.one.user, town.one.organisation, wanted)
    return SimpleNamespace(
        banks=banks, office=office, row=row, one=town.one, two=town.two, officer=town.officer
    )


def test_a_bank_sees_what_was_consented_to_and_each_look_is_noted(asked, client_of):
    client = client_of(asked.banks[0].user)
    page = client.get(reverse("finance:data_room", args=(asked.row.pk,))).content.decode()
    assert REVENUE in page
    assert "81.5" in page
    assert "资质证书" not in page
    look = FinanceLook.objects.get()
    assert (look.by, look.parts) == (asked.banks[0].user, ["reports", "points"])
    assert "bank_1" in client_of(asked.one.user).get(asked.row.get_absolute_url()).content.decode()


@pytest.mark.parametrize("name", ["request", "data_room"])
def test_nobody_else_sees_it(asked, client_of, name):
    address = reverse(f"finance:{name}", args=(asked.row.pk,))
    assert client_of(asked.banks[1].user).get(address).status_code == 404
    assert client_of(asked.two.user).get(address).status_code in {403, 404}
    for user in (asked.banks[1].user, asked.two.user):
        answer = client_of(user).get(reverse("finance:requests")).content.decode()
        assert asked.row.code not in answer
        assert "81.5" not in client_of(user).get(reverse("finance:points")).content.decode()
    assert not FinanceLook.objects.exists()


def test_the_bureau_follows_requests_but_does_not_look_into_the_room(asked, client_of):
    officer = client_of(asked.officer)
    assert asked.row.code in officer.get(reverse("finance:requests")).content.decode()
    assert officer.get(reverse("finance:data_room", args=(asked.row.pk,))).status_code == 403


@pytest.mark.parametrize("ends", ["revoked", "withdrawn", "over"])
def test_consent_that_ended_shows_nothing(asked, client_of, ends):
    if ends == "revoked":
        services.revoke(asked.one.user, asked.row.pk)
    elif ends == "withdrawn":
        services.withdraw(asked.one.user, asked.row.pk)
    else:
        FinanceRequest.objects.filter(pk=asked.row.pk).update(open_until=today() - timedelta(days=1))
    answer = client_of(asked.banks[0].user).get(reverse("finance:data_room", args=(asked.row.pk,)))
    assert answer.status_code == 403
    assert REVENUE not in answer.content.decode()
    assert not FinanceLook.objects.exists()


def test_the_bank_fills_back_what_it_granted_and_it_is_counted(asked):
    bank = asked.banks[0].user
    granted = services.GrantedFinance("loan", Decimal(2_500_000), today(), Decimal("3.45"), 12)
    with pytest.raises(Http404):
        services.grant(asked.banks[1].user, asked.row.pk, granted)
    with pytest.raises(PermissionDenied):
        services.grant(asked.one.user, asked.row.pk, granted)
    services.take_up(bank, asked.row.pk)
    with pytest.raises(ValidationError):
        services.grant(bank, asked.row.pk, services.GrantedFinance("loan", Decimal(0), today()))
    row = services.grant(bank, asked.row.pk, granted)
    assert (row.state, row.rate, row.months) == ("granted", Decimal("3.45"), 12)
    (line,) = outcomes(asked.officer)
    assert (line.asked, line.answered, line.granted, line.amount) == (1, 1, 1, Decimal(2_500_000))
    assert outcomes(asked.banks[1].user) == []


def test_what_a_firm_asks_wrongly_comes_back_with_what_was_typed(asked, client_of):
    client = client_of(asked.one.user)
    sent = {
        "institution": asked.banks[0].unit.pk,
        "wanted": "0",
        "purpose": "备货",
        "open_until": today().isoformat(),
    }
    answer = client.post(reverse("finance:ask"), sent)
    assert answer.status_code == 422
    assert "备货" in answer.content.decode()
    late = sent | {"wanted": "20", "open_until": (today() + timedelta(days=400)).isoformat()}
    assert client.post(reverse("finance:ask"), late).status_code == 422
    assert client.post(reverse("finance:ask"), sent | {"wanted": "20"}).status_code == 302
    assert FinanceRequest.objects.count() == 2


def test_points_of_a_year_are_those_entered_last(asked):
    services.enter_points(asked.office, asked.one.organisation, today().year - 1, Decimal(90), "更正")
    assert InnovationPoints.objects.count() == 2
    from keqiao.web.finance.data_room import tables_of

    points = next(table for table in tables_of(asked.row) if table.name == "points")
    assert [row["points"] for row in points.rows] == [Decimal(90)]
