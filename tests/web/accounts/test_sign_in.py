"""Signing in and out and changing the password; each is in the audit log."""

import pytest
from tests.web.conftest import PASSWORD
from tests.web.markup import markup

from keqiao.web.accounts.models import User
from keqiao.web.audit.models import Entry


def last() -> Entry:
    return Entry.objects.order_by("-number")[0]


def test_the_page_is_chinese_first(client, db):
    page = client.get("/accounts/login/")
    assert page.status_code == 200
    assert '<html lang="zh-CN"' in markup(page)
    assert "登录" in page.content.decode()


def test_success_leads_to_the_page_asked_for_and_is_recorded(client, officer):
    answer = client.post(
        "/accounts/login/", {"username": "officer", "password": PASSWORD, "next": "/accounts/password/"}
    )
    assert answer.status_code == 302
    assert answer.url == "/accounts/password/"
    entry = last()
    assert (entry.action, entry.outcome, entry.actor, entry.address) == (
        "accounts.sign_in",
        "success",
        officer,
        "127.0.0.1",
    )


@pytest.mark.parametrize(
    ("name", "password"), [("officer", "wrong"), ("nobody", PASSWORD), ("x" * 5000, "y"), ("a\x00b", "c")]
)
def test_failure_tells_nothing_and_is_recorded(client, officer, name, password):
    answer = client.post("/accounts/login/", {"username": name, "password": password})
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session
    entry = last()
    assert (entry.action, entry.outcome, entry.actor) == ("accounts.sign_in", "failure", None)
    assert entry.detail.get("username") == ("officer" if name == "officer" else None)


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
    assert officer_client.get("/accounts/logout/").status_code == 302
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
