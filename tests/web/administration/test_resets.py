"""A reset needs two persons."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.web.conftest import PASSWORD

from keqiao.web.administration.services import resets
from keqiao.web.audit.models import Entry


@pytest.fixture
def people(user_with):
    return user_with("system_admin"), user_with("security_admin"), user_with("leader")


def test_one_asks_another_grants(people, client_of):
    system, security, leader = people
    client = client_of(leader)
    reset = resets.ask(system, leader, "忘记密码")
    _reset, password = resets.grant(security, reset.pk)
    leader.refresh_from_db()
    assert leader.check_password(password)
    assert not leader.check_password(PASSWORD)
    assert leader.must_change_password
    assert "/accounts/login/" in client.get("/accounts/password/").url, "the open session has ended"
    actions = list(Entry.objects.order_by("number").values_list("action", "actor__username"))
    assert actions[0] == ("accounts.ask_reset", "system_admin")
    assert ("accounts.grant_reset", "security_admin") in actions
    assert password not in "".join(Entry.objects.values_list("detail_text", flat=True))
    with pytest.raises(PermissionDenied):
        resets.grant(security, reset.pk)


def test_the_wrong_persons_are_refused(people, user_with):
    system, security, leader = people
    with pytest.raises(PermissionDenied):
        resets.ask(security, leader, "x")
    reset = resets.ask(system, leader, "x")
    for one in (system, leader, user_with("audit_admin")):
        with pytest.raises(PermissionDenied):
            resets.grant(one, reset.pk)
    with pytest.raises(PermissionDenied):
        resets.ask(system, system, "x")
    own = resets.ask(system, security, "x")
    with pytest.raises(PermissionDenied):
        resets.grant(security, own.pk)


def test_who_asked_does_not_decide_even_after_a_change_of_role(people, roles):
    system, _, leader = people
    reset = resets.ask(system, leader, "x")
    system.roles.set([roles["security_admin"]])
    system.refresh_rights()
    with pytest.raises(PermissionDenied):
        resets.grant(system, reset.pk)


def test_a_refused_reset_changes_nothing(people):
    system, security, leader = people
    resets.refuse(security, resets.ask(system, leader, "x").pk)
    leader.refresh_from_db()
    assert leader.check_password(PASSWORD)
    resets.ask(system, leader, "again")
    with pytest.raises(ValidationError):
        resets.ask(system, leader, "twice")
    with pytest.raises(ValidationError):
        resets.ask(system, leader, " ")
