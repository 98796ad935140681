"""Defining and changing roles."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from keqiao.web.accounts.models import Role
from keqiao.web.administration.services.roles import change_role, define_role, reduce_roles
from keqiao.web.audit.models import Entry


@pytest.fixture
def security(user_with):
    return user_with("security_admin")


def test_a_role_is_defined_and_recorded(security):
    define_role(
        security, Role(code="reader", name="只读", scope="own", rights=["facts.view", "registry.view"])
    )
    assert Role.objects.get(code="reader").rights == ["registry.view", "facts.view"]
    assert Entry.objects.get().detail["scope"] == "own"


@pytest.mark.parametrize(
    "rights",
    [
        ["accounts.users", "accounts.roles"],
        ["accounts.users", "facts.view"],
        ["audit.view", "facts.record"],
        ["facts.vew"],
        "facts.view",
        None,
        [1],
    ],
)
def test_an_impossible_role_is_refused(rights, security):
    with pytest.raises(ValidationError):
        define_role(security, Role(code="reader", name="只读", scope="own", rights=rights))
    assert not Role.objects.filter(code="reader").exists()
    assert not Entry.objects.exists()


def test_a_change_tells_before_and_after(security, roles):
    role = roles["broker"]
    role.rights, role.scope = ["facts.view"], "own"
    change_role(security, role)
    detail = Entry.objects.get().detail
    assert detail["scope"] == {"before": "published", "after": "own"}
    assert detail["rights"]["after"] == ["facts.view"]
    assert set(detail) == {"scope", "rights"}


@pytest.mark.parametrize("code", ["system_admin", "audit_admin", "auditor", "bureau_officer"])
def test_nobody_else_changes_roles(code, user_with, roles):
    with pytest.raises(PermissionDenied):
        change_role(user_with(code), roles["broker"])


def test_nobody_changes_the_own_role(security, roles):
    role = roles["security_admin"]
    role.mfa_required = True
    change_role(security, role)
    role.mfa_required = False
    with pytest.raises(PermissionDenied):
        change_role(security, role)
    role.refresh_from_db()
    role.scope = "own"
    with pytest.raises(PermissionDenied):
        change_role(security, role)


def test_a_right_that_somebody_must_have_is_not_lost(security, user_with, roles):
    user_with("system_admin")
    role = roles["system_admin"]
    role.rights = []
    with pytest.raises(ValidationError):
        change_role(security, role)


def test_the_last_system_administrator_keeps_the_role(security, user_with):
    last = user_with("system_admin")
    with pytest.raises(ValidationError):
        reduce_roles(security, last, [])
    user_with("system_admin", username="second")
    reduce_roles(security, last, [])
    assert not last.has_right("accounts.users")


def test_rights_that_an_update_brought_are_told_until_a_role_holds_them(security, roles, client):
    for role in Role.objects.all():
        role.rights = [right for right in role.rights if right != "evaluations.decide"]
        role.save()
    client.force_login(security)
    page = client.get("/accounts/roles/").content.decode()
    assert "组织专家评审、公示并评定等次：建议授予科技局平台管理人员" in page
    officer = Role.objects.get(code="bureau_officer")
    officer.rights = [*officer.rights, "evaluations.decide"]
    officer.save()
    assert "建议授予" not in client.get("/accounts/roles/").content.decode()
