"""Signing in and out and changing the password; each is in the audit log."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.web.conftest import PASSWORD

from keqiao.web.accounts.models import User
from keqiao.web.accounts.services import create_user, set_roles
from keqiao.web.audit.models import Entry


def last() -> Entry:
    return Entry.objects.order_by("-number")[0]


def test_the_page_is_chinese_first(client, db):
    page = client.get("/accounts/login/")
    assert page.status_code == 200
    assert '<html lang="zh-CN"' in page.content.decode()
    assert "登录" in page.content.decode()


def test_success_leads_to_the_page_asked_for_and_is_recorded(client, officer):
    answer = client.post(
        "/accounts/login/", {"username": "officer", "password": PASSWORD, "next": "/accounts/password/"}
    )
    assert answer.status_code == 302
    assert answer.url == "/accounts/password/"
    entry = last()
    assert (entry.action, entry.outcome, entry.actor, entry.address) == (
        "accounts.sign_in", "success", officer, "127.0.0.1"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "password"), [("officer", "wrong"), ("nobody", PASSWORD), ("x" * 5000, "y"), ("a\x00b", "c")]
)
def test_failure_tells_nothing_and_is_recorded(client, officer, name, password):
    answer = client.post("/accounts/login/", {"username": name, "password": password})
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session
    entry = last()
    assert (entry.action, entry.outcome, entry.actor) == ("accounts.sign_in", "failure", None)
    assert entry.detail["username"] == name.replace("\x00", "")[:150]


def test_a_switched_off_account_cannot_sign_in(client, officer):
    User.objects.filter(pk=officer.pk).update(is_active=False)
    client.post("/accounts/login/", {"username": "officer", "password": PASSWORD})
    assert last().outcome == "failure"


def test_no_way_out_to_another_host(client, officer):
    answer = client.post(
        "/accounts/login/", {"username": "officer", "password": PASSWORD, "next": "https://evil.example/"}
    )
    assert answer.url == "/"


def test_signing_out_needs_a_post_and_is_recorded(officer_client, officer):
    assert officer_client.get("/accounts/logout/").status_code == 405
    assert officer_client.post("/accounts/logout/").status_code == 302
    assert "_auth_user_id" not in officer_client.session
    assert (last().action, last().actor) == ("accounts.sign_out", officer)


def test_changing_the_password(officer_client, officer):
    new = "another long secret 8"
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    page = officer_client.post("/accounts/password/", data, follow=True)
    assert "密码已修改" in page.content.decode()
    officer.refresh_from_db()
    assert officer.check_password(new)
    assert last().action == "accounts.change_password"
    assert new not in "".join(Entry.objects.values_list("detail_text", flat=True))


def test_a_weak_password_is_refused(officer_client, officer):
    data = {"old_password": PASSWORD, "new_password1": "12345678", "new_password2": "12345678"}
    assert officer_client.post("/accounts/password/", data).status_code == 200
    officer.refresh_from_db()
    assert officer.check_password(PASSWORD)


def test_htmx_without_a_session_is_sent_to_the_whole_sign_in_page(client, db):
    answer = client.get(
        "/accounts/password/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/x/"}
    )
    assert answer.status_code == 204
    assert answer["HX-Redirect"].startswith("/accounts/login/?next=")


def test_an_administrator_creates_an_account(user_with, unit):
    admin = user_with("system_admin")
    user = create_user(admin, "clerk", "a proper secret 42", "填报员", unit, ["platform_clerk"])
    assert user.scope_for("facts.record") == "own"
    assert (last().action, last().detail) == ("accounts.create_user", {"roles": ["platform_clerk"]})


def test_nobody_else_creates_accounts(officer):
    with pytest.raises(PermissionDenied):
        create_user(officer, "friend", "a proper secret 42", "", None, [])


def test_an_account_with_a_weak_password_is_not_created(user_with):
    with pytest.raises(ValidationError):
        create_user(user_with("system_admin"), "clerk", "123", "", None, [])


def test_roles_are_changed_by_another_and_recorded(user_with):
    admin, user = user_with("security_admin"), user_with("leader")
    set_roles(admin, user, ["auditor"])
    assert user.has_right("audit.view")
    assert last().detail == {"before": ["leader"], "after": ["auditor"]}
    with pytest.raises(PermissionDenied):
        set_roles(admin, admin, ["auditor"])


def test_the_list_of_users_and_roles(client_of, officer):
    text = client_of("system_admin").get("/accounts/users/").content.decode()
    assert "officer" in text
    assert "科技局平台管理人员" in text
