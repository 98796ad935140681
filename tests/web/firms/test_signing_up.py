"""A firm signs up with its organisation code; the bureau confirms or refuses; each side hears of the other."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from tests.web.firms.conftest import ASKED, CODE, PASSWORD

from keqiao.web.accounts.models import Role, User
from keqiao.web.firms import services
from keqiao.web.firms.models import FirmSignUp
from keqiao.web.notices.models import Notice
from keqiao.web.registry.models import Firm, Organisation

FORM = ASKED | {"password": PASSWORD, "agreed": "on"}


def test_a_confirmed_firm_signs_in_and_sees_its_page(client, officer, client_of):
    answer = client.post(reverse("firms:sign_up"), FORM)
    row = FirmSignUp.objects.get()
    assert row.code in client.get(answer.url).text
    assert Notice.objects.filter(recipient=officer, kind="firms.asked").exists()

    act = reverse("firms:decide", args=(row.pk,))
    client_of(officer).post(act, {"action": "confirm", "edition": row.edition})
    row.refresh_from_db()
    assert (row.state, row.password, row.address) == ("confirmed", "", "")
    assert row.firm.organisation.usci == CODE and row.firm.organisation.legal_form == "company"
    assert row.user.unit == row.firm.unit and [role.code for role in row.user.roles.all()] == ["firm"]

    own = Client()
    own.post(reverse("accounts:login"), {"username": CODE, "password": PASSWORD})
    page = own.get(reverse("firms:own"), follow=True)
    assert page.status_code == 200 and ASKED["name"] in page.text
    assert Notice.objects.filter(recipient=row.user, kind="firms.confirmed").exists()


def test_a_refused_firm_reads_why_and_has_no_account(client, officer, client_of):
    state = client.post(reverse("firms:sign_up"), FORM).url
    row = FirmSignUp.objects.get()
    act = reverse("firms:decide", args=(row.pk,))
    without = client_of(officer).post(act, {"action": "refuse", "edition": row.edition})
    assert without.status_code == 422
    client_of(officer).post(act, {"action": "refuse", "edition": row.edition, "reason": "执照名称不同"})
    assert "执照名称不同" in client.get(state).text
    assert not User.objects.filter(username=CODE).exists() and not Firm.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("usci", "91320481MA1X7B2K45"),  # the check character of GB 32100-2015 is 4
        ("usci", "9132"),
        ("name", ""),
        ("password", "short"),
        ("agreed", ""),
        ("email", "nobody"),
    ],
)
def test_what_is_wrong_comes_back_at_its_field_with_what_was_typed(client, db, field, value):
    answer = client.post(reverse("firms:sign_up"), FORM | {field: value})
    assert answer.status_code == 422 and not FirmSignUp.objects.exists()
    assert list(answer.context["form"].errors) == [field]
    assert ASKED["person"] in answer.text


def test_a_code_is_taken_in_full_width_and_with_blanks(client, db):
    client.post(reverse("firms:sign_up"), FORM | {"usci": "９１３２０４８１ ma1x7b2k44"})
    assert FirmSignUp.objects.get().usci == CODE


def test_the_rows_of_the_register_are_taken_and_not_made_twice(officer, waiting):
    known = Organisation.objects.create(name="执照上的全称有限公司", usci=CODE, legal_form="company")
    firm = Firm.objects.create(organisation=known)
    services.confirm(officer, waiting.pk)
    waiting.refresh_from_db()
    assert waiting.firm == firm and Organisation.objects.filter(usci=CODE).count() == 1
    assert waiting.firm.unit.name == known.name


def test_a_further_person_of_the_firm_joins_its_unit(officer, waiting):
    services.confirm(officer, waiting.pk)
    second, _key = services.sign_up(ASKED | {"person": "吴工"}, PASSWORD)
    services.confirm(officer, second.pk)
    second.refresh_from_db()
    assert second.user.username == f"{CODE}-2" and second.user.unit == User.objects.get(username=CODE).unit


def test_a_role_that_reaches_further_is_not_given(officer, waiting):
    Role.objects.filter(code="firm").update(scope=Role.Scope.ALL)
    with pytest.raises(ValidationError):
        services.confirm(officer, waiting.pk)
    assert not User.objects.filter(username=CODE).exists()


def test_floods_from_one_address_are_held_back(db):
    for _number in range(services.MOST_FROM_ONE):
        services.sign_up(ASKED, PASSWORD, "192.0.2.1")
    with pytest.raises(ValidationError):
        services.sign_up(ASKED, PASSWORD, "192.0.2.1")
    services.sign_up(ASKED, PASSWORD, "192.0.2.2")


def test_a_firm_opens_its_own_page_only(client_of, user_with, officer, waiting):
    services.confirm(officer, waiting.pk)
    waiting.refresh_from_db()
    page = reverse("firms:firm", args=(waiting.firm_id,))
    assert client_of(waiting.user).get(page).status_code == 200
    assert client_of(user_with("firm", username="stranger")).get(page).status_code == 404
    assert client_of(officer).get(page).status_code == 200
