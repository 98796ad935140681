"""Creating, editing, switching off and on: each needs its administrator and leaves its entry in the log."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone, translation

from keqiao.web.accounts import handover, tokens
from keqiao.web.accounts.models import RoleProposal, Unit, User
from keqiao.web.accounts.one_time import one_time_password
from keqiao.web.administration.services import users
from keqiao.web.administration.services.roles import reduce_roles, replace_roles
from keqiao.web.audit.models import Entry
from keqiao.web.notices.models import Notice


def last() -> Entry:
    return Entry.objects.order_by("-number")[0]


@pytest.fixture
def sysadmin(user_with):
    return user_with("system_admin")


@pytest.fixture
def clerk(user_with, unit):
    return user_with("platform_clerk", unit=unit, username="clerk")


def test_a_new_database_has_no_user(db):
    assert not User.objects.exists()


def test_a_new_account_has_no_role_until_another_gives_it(sysadmin, unit):
    user, password = users.create_user(sysadmin, "li", "李四", unit, ["platform_clerk"])
    assert user.check_password(password)
    assert user.must_change_password
    assert not user.roles.exists()
    assert user.role_proposals.get().roles == ["platform_clerk"]
    actions = list(Entry.objects.order_by("number").values_list("action", flat=True))
    assert actions == ["accounts.create_user", "accounts.propose_roles"]
    assert password not in "".join(Entry.objects.values_list("detail_text", flat=True))


@pytest.mark.parametrize("role", ["bureau_officer", "security_admin", "audit_admin", "auditor", "leader"])
def test_nobody_else_creates_accounts(role, user_with, unit):
    with pytest.raises(PermissionDenied):
        users.create_user(user_with(role), "li", "李四", unit)


@pytest.mark.parametrize("name", ["", "a b", "a\x00b", "x" * 151, "Clerk"])
def test_an_unusable_or_taken_name_is_refused(name, sysadmin, clerk):
    with pytest.raises(ValidationError):
        users.create_user(sysadmin, name, "李四", None)
    assert User.objects.count() == 2


def test_roles_of_two_administrators_are_not_even_proposed(sysadmin):
    with pytest.raises(ValidationError):
        users.create_user(sysadmin, "li", "李四", None, ["system_admin", "security_admin"])
    assert not User.objects.filter(username="li").exists()


def test_moving_to_another_unit_takes_the_roles_and_proposes_them(sysadmin, clerk):
    other = Unit.objects.create(code="P02", name="示范平台乙", kind="platform")
    users.edit_user(sysadmin, clerk, "新名", other)
    assert not clerk.roles.exists()
    assert clerk.role_proposals.get().roles == ["platform_clerk"]
    entry = Entry.objects.get(action="accounts.edit_user")
    assert entry.detail["unit"] == {"before": "P01", "after": "P02"}
    assert entry.detail["roles"] == {"before": ["platform_clerk"], "after": []}


def test_a_new_name_changes_no_roles(sysadmin, clerk, unit):
    users.edit_user(sysadmin, clerk, "新名", unit)
    assert clerk.roles.count() == 1
    assert last().detail == {"display_name": {"before": "用户clerk", "after": "新名"}}


def test_nobody_moves_the_own_account(sysadmin, unit):
    with pytest.raises(PermissionDenied):
        users.edit_user(sysadmin, sysadmin, "x", unit)


def test_a_closed_unit_takes_nobody(sysadmin, clerk):
    closed = Unit.objects.create(code="Z", name="已撤销单位", kind="platform", is_active=False)
    with pytest.raises(ValidationError):
        users.edit_user(sysadmin, clerk, "x", closed)


def test_switching_off_ends_sessions_and_tokens(sysadmin, clerk, client_of):
    client = client_of(clerk)
    _, key = tokens.create(clerk, "程序", ["facts.view"], 30)
    users.switch_off(sysadmin, clerk, "离职")
    assert tokens.authenticate(key) is None
    assert "/accounts/login/" in client.get("/accounts/password/").url
    users.switch_on(sysadmin, clerk, "返岗")
    assert tokens.authenticate(key) is None, "a revoked token stays revoked"
    assert clerk.has_right("returns.fill")
    assert last().detail == {"reason": "返岗"}


def test_nobody_switches_off_the_own_account_or_the_last_administrator(sysadmin, user_with):
    with pytest.raises(PermissionDenied):
        users.switch_off(sysadmin, sysadmin, "x")
    security = user_with("security_admin")
    with pytest.raises(ValidationError):
        users.switch_off(sysadmin, security, "x")
    user_with("security_admin", username="second")
    users.switch_off(sysadmin, security, "x")
    assert not User.objects.get(pk=security.pk).is_active


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reason_is_asked_for(reason, sysadmin, clerk):
    with pytest.raises(ValidationError):
        users.switch_off(sysadmin, clerk, reason)


def test_open_work_warns(sysadmin, clerk, monkeypatch):
    def provider(user):
        return [handover.OpenWork("任务", "整改", "/x/", lambda to, actor: None)] if user == clerk else []

    monkeypatch.setattr(handover.OPEN_WORK, "items", [provider])
    with pytest.raises(ValidationError):
        users.switch_off(sysadmin, clerk, "离职")
    users.switch_off(sysadmin, clerk, "离职", leave_open=True)
    assert Entry.objects.get(action="accounts.switch_off_user").detail["open_work"] == 1


def test_one_time_passwords_pass_the_rules_and_differ(db):
    from django.contrib.auth.password_validation import validate_password

    words = {one_time_password() for _ in range(200)}
    assert len(words) == 200
    for word in words:
        validate_password(word, User(username="li", display_name="李四"))


@pytest.mark.django_db
def test_a_quick_hash_is_strengthened_at_sign_in(settings):
    from keqiao.web.accounts.one_time import give_one_time_password

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    user = User(username="li", password_changed_at=timezone.now())
    word = give_one_time_password(user)
    user.save()
    quick = user.password
    assert user.check_password(word)
    assert int(User.objects.get().password.split("$")[1]) > int(quick.split("$")[1])


def test_proposals_are_given_by_another(sysadmin, user_with, clerk):
    from keqiao.web.administration.services import proposals

    security = user_with("security_admin")
    proposal = proposals.propose(sysadmin, clerk, ["platform_director"])
    newer = proposals.propose(sysadmin, clerk, ["leader"])
    proposal.refresh_from_db()
    assert proposal.state == RoleProposal.State.REPLACED
    with pytest.raises(PermissionDenied):
        proposals.give(sysadmin, newer.pk)
    with pytest.raises(PermissionDenied):
        proposals.give(security, proposal.pk)
    proposals.give(security, newer.pk)
    assert [role.code for role in clerk.roles.all()] == ["leader"]
    changed = Entry.objects.get(action="accounts.set_roles")
    assert changed.detail == {"before": ["platform_clerk"], "after": ["leader"]}
    assert last().action == "accounts.give_roles"
    with pytest.raises(PermissionDenied):
        proposals.refuse(security, newer.pk, "x")
    assert {notice.recipient for notice in Notice.objects.all()} == {sysadmin, clerk}


def test_roles_are_changed_by_another_and_recorded(user_with):
    security, user = user_with("security_admin"), user_with("leader")
    replace_roles(security, user, ["auditor"])
    assert user.has_right("audit.view")
    assert last().detail == {"before": ["leader"], "after": ["auditor"]}
    with pytest.raises(PermissionDenied):
        replace_roles(security, security, ["auditor"])
    with pytest.raises(PermissionDenied):
        reduce_roles(user_with("system_admin"), user, [])
    with pytest.raises(ValidationError):
        reduce_roles(security, user, ["nothing"])


def test_one_person_alone_gives_no_role_and_takes_any(user_with):
    security, user = user_with("security_admin"), user_with("leader", "congress")
    with translation.override("zh-hans"), pytest.raises(ValidationError, match="财政局工作人员"):
        reduce_roles(security, user, ["leader", "finance_officer"])
    assert {role.code for role in user.roles.all()} == {"leader", "congress"}
    reduce_roles(security, user, ["leader"])
    assert [role.code for role in user.roles.all()] == ["leader"]
