"""Which passwords are taken, when one must be changed, and that nothing opens before."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.web.accounts.signing_in.conftest import words
from tests.web.conftest import PASSWORD

from keqiao.web.accounts.models import User
from keqiao.web.accounts.signing_in import passwords

ADDRESS = "/accounts/password/"


def change(client: Client, new: str, old: str = PASSWORD, **more: str):
    return client.post(ADDRESS, {"old_password": old, "new_password1": new, "new_password2": new} | more)


@pytest.mark.parametrize(
    "password",
    [
        "Ab1!xyz",
        "abcdefghij",
        "abcdefghi1",
        "ABCDEFGHI1",
        "1234567890",
        "zhang_wei2024",
        "ZhangWei@2024x",
        "iew_gnahz2024",
        "P@ssw0rd2024",
        "Password123!",
        "Qwerty123456",
        "P@$$w0rd!!",
        "Admin@12345",
        "Iloveyou2024!",
    ],
)
def test_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, User(username="zhang_wei", display_name="张伟"))


@pytest.mark.parametrize(
    "password", ["Wheel-74-lantern", "秋水共长天 2024x", "river7stoneCloud", "a long enough 7"]
)
def test_taken(password):
    assert validate_password(password, User(username="zhang_wei", display_name="张伟")) is None


@given(st.text(max_size=60))
def test_kinds_of_characters_are_counted_as_one_would_by_hand(text):
    kinds = [
        any(sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for sign in text),
        any(sign in "abcdefghijklmnopqrstuvwxyz" for sign in text),
        any(sign.isdigit() for sign in text),
        any(not sign.isdigit() and not (sign.isascii() and sign.isalpha()) for sign in text),
    ]
    try:
        passwords.KindsOfCharacters().validate(text)
        taken = True
    except ValidationError:
        taken = False
    assert taken == (sum(kinds) >= 3)


def test_the_last_five_do_not_come_back(officer, client_of):
    client, present = client_of(officer), PASSWORD
    chain = [f"Lantern-{number}-wheel" for number in range(6)]
    for word in chain:
        assert change(client, word, present).status_code == 302
        present = word
    for word in chain[-5:]:
        assert "最近 5 次" in words(change(client, word, present))
    assert change(client, chain[0], present).status_code == 302
    assert officer.passwords_used.count() == 4


def test_the_rules_stand_on_the_page_in_both_languages(officer_client, settings):
    settings.PASSWORD_DAYS = 90
    text = words(officer_client.get(ADDRESS))
    for rule in (
        "至少 10 个字符",
        "至少包含以下字符中的 3 类",
        "用户名",
        "常见密码",
        "最近 5 次",
        "最长使用 90 天",
    ):
        assert rule in text
    officer_client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "none of your last 5 passwords" in words(officer_client.get(ADDRESS))


def test_a_password_set_by_somebody_else_must_be_changed_first(officer, client_of, roles):
    User.objects.filter(pk=officer.pk).update(must_change_password=True)
    client = client_of(officer)
    answer = client.get("/platforms/?q=a")
    assert answer.url == f"{ADDRESS}?next=/platforms/%3Fq%3Da"
    assert "由他人设置" in words(client.get(answer.url))
    assert client.get("/accounts/security/").url.startswith(ADDRESS)
    assert client.post("/accounts/security/sessions/").url.startswith(ADDRESS)
    answer = client.get("/", headers={"HX-Request": "true", "Referer": "http://testserver/platforms/"})
    assert answer["HX-Redirect"] == f"{ADDRESS}?next=/platforms/"
    assert change(client, "Wheel-74-lantern", next="/platforms/").url == "/platforms/"
    assert client.get("/platforms/").status_code == 200
    officer.refresh_from_db()
    assert not officer.must_change_password
    assert officer.password_changed_at is not None


@pytest.mark.parametrize(("days", "led"), [(90, True), (0, False), (365, False)])
def test_an_old_password_must_be_changed(days, led, officer, client_of, settings):
    settings.PASSWORD_DAYS = days
    User.objects.filter(pk=officer.pk).update(password_changed_at=timezone.now() - timedelta(days=91))
    answer = client_of(officer).get("/")
    assert (answer.status_code == 302 and answer.url.startswith(ADDRESS)) == led


def test_a_password_without_a_date_does_not_age(officer_client):
    assert officer_client.get("/").status_code == 200


def test_changing_ends_the_other_sessions_and_keeps_this_one(officer, sign_in):
    here, there = Client(), Client(HTTP_USER_AGENT="Firefox Windows")
    sign_in("officer", client=here)
    sign_in("officer", client=there)
    assert change(here, "Wheel-74-lantern").status_code == 302
    assert here.get("/accounts/security/").status_code == 200
    answer = there.get("/platforms/")
    assert "ended=password" in answer.url
    assert "密码已修改" in words(there.get(answer.url))
    assert officer.sign_ins.exclude(session_key="").get().session_key == here.session.session_key


def test_wrong_old_passwords_lock_like_failures_to_sign_in(officer_client, clock):
    for _ in range(5):
        change(officer_client, "Wheel-74-lantern", "wrong")
        clock(31)
    assert "已锁定" in words(change(officer_client, "Wheel-74-lantern"))


def test_a_refused_change_is_logged_without_what_was_typed(officer_client, last):
    change(officer_client, "short")
    entry = last()
    assert (entry.action, entry.outcome) == ("accounts.change_password", "failure")
    assert "password_too_short" in entry.detail["reasons"]
    assert '"short"' not in entry.detail_text


def test_the_way_on_never_leads_to_another_host(officer_client):
    answer = change(officer_client, "Wheel-74-lantern", next="https://evil.example/")
    assert answer.url == "/"


@pytest.mark.parametrize("password", ["aB3$", "password12", "Officer-12", "1234567890", "officer", PASSWORD])
def test_every_reason_is_told_in_the_readers_language(password, officer_client):
    form = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}
    html = officer_client.post("/accounts/password/", form).content.decode()
    reasons = re.findall(r'<ul class="errorlist"[^>]*>(.*?)</ul>', html, re.S)
    assert reasons
    latin = re.sub(r"<[^>]+>|P@ssw0rd2024", " ", " ".join(reasons))
    assert not re.search(r"[A-Za-z]{3,}", latin), latin


def test_a_character_that_nobody_sees_is_told_in_words(officer_client):
    form = {"old_password": PASSWORD, "new_password1": "a\x00b", "new_password2": "a\x00b"}
    html = officer_client.post("/accounts/password/", form).content.decode()
    assert "空字符（NUL）" in html
    assert "不允许是用" not in html
