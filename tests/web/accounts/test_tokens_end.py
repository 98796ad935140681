"""Tokens are asked with the password, end with it and with roles, wait for duties, and have a rate."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone
from tests.web.accounts.signing_in.conftest import authenticator  # noqa: F401
from tests.web.conftest import PASSWORD

from keqiao.web.accounts import tokens
from keqiao.web.accounts.models import ApiToken, Factor, User
from keqiao.web.accounts.signing_in import codes, passwords
from keqiao.web.administration.services.roles import replace_roles
from keqiao.web.administration.services.users import switch_off
from keqiao.web.site.api import api

NEW = "Another-word-83"
FORM = {"name": "统计", "days": "30", "rights": ["registry.view"]}


@pytest.fixture
def key(officer):
    return tokens.create(officer, "程序", ["registry.view", "facts.view"], 30)[1]


def ask(key: str, **extra):
    return Client(headers={"authorization": f"Bearer {key}"}, **extra).get("/api/v1/registers/")


@pytest.mark.parametrize("password", [None, "", "wrong", PASSWORD.upper()])
def test_without_the_password_none_is_made(password, officer_client):
    given = FORM if password is None else FORM | {"password": password}
    assert officer_client.post("/accounts/tokens/", given).status_code == 422
    assert not ApiToken.objects.exists()


def test_wrong_passwords_lock_here_too(officer_client, officer):
    for _ in range(3):
        officer_client.post("/accounts/tokens/", FORM | {"password": "wrong"})
    refused = officer_client.post("/accounts/tokens/", FORM | {"password": PASSWORD})
    assert refused.status_code == 422
    assert not ApiToken.objects.exists()


def test_with_the_second_factor_where_there_is_one(officer_client, officer, authenticator):  # noqa: F811
    code = authenticator(officer)
    given = FORM | {"password": PASSWORD}
    assert officer_client.post("/accounts/tokens/", given).status_code == 422
    assert officer_client.post("/accounts/tokens/", given | {"code": "000000"}).status_code == 422
    assert not ApiToken.objects.exists()
    officer.factors.update(counter=0)
    AccessAttempt.objects.all().delete()
    assert officer_client.post("/accounts/tokens/", given | {"code": code()}).status_code == 200
    assert ApiToken.objects.count() == 1


def test_what_was_typed_stays_and_the_password_does_not(officer_client):
    page = officer_client.post("/accounts/tokens/", FORM | {"password": "wrong-word"}).content.decode()
    assert 'value="统计"' in page
    assert "wrong-word" not in page


def test_a_changed_password_ends_them(officer_client, officer, key):
    assert ask(key).status_code == 200
    form = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    said = officer_client.post("/accounts/password/", form, follow=True).content.decode()
    assert "已吊销 1 个访问令牌" in said
    assert ask(key).status_code == 401


def test_however_the_password_was_changed(officer, key):
    officer.set_password(NEW)  # as the command changepassword does, past our services
    officer.save()
    assert ask(key).status_code == 401
    with pytest.raises(tokens.TokenRefused, match="密码已更改"):
        tokens.examine(key)


def test_a_reset_by_administrators_ends_them(officer, key):
    passwords.store(officer, NEW, own=False)
    assert ask(key).status_code == 401


def test_a_change_of_the_signing_key_does_not_end_them(officer, key, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "".join(chr(65 + number % 50) for number in range(60))
    assert ask(key).status_code == 200


def test_switching_off_ends_them_for_good(officer, key, user_with):
    switch_off(user_with("system_admin"), officer, "离职", leave_open=True)
    User.objects.filter(pk=officer.pk).update(is_active=True)
    assert ask(key).status_code == 401


def test_the_loss_of_a_role_ends_those_with_its_rights(officer, key, user_with, roles):
    replace_roles(user_with("security_admin"), officer, ["leader"])  # has both rights still
    assert ask(key).status_code == 200
    replace_roles(User.objects.get(username="security_admin"), officer, ["expert"])
    assert ApiToken.objects.get().revoked_at is not None
    replace_roles(User.objects.get(username="security_admin"), officer, ["bureau_officer"])
    assert ask(key).status_code == 401


@pytest.mark.parametrize("duty", ["password", "age", "factor"])
def test_duties_come_first_for_programs_too(duty, officer, key, settings):
    if duty == "password":
        User.objects.update(must_change_password=True)
    elif duty == "age":
        settings.PASSWORD_DAYS = 90
        User.objects.update(password_changed_at=timezone.now() - timedelta(days=91))
    else:
        officer.roles.update(mfa_required=True)
    assert ask(key).status_code == 401
    with pytest.raises(tokens.TokenRefused, match="密码" if duty != "factor" else "双因素|第二"):
        tokens.examine(key)
    if duty == "factor":
        Factor.objects.create(
            user=officer, kind="authenticator", name="手机", secret=codes.sealed(codes.new_secret())
        )
        assert ask(key).status_code == 200


def test_made_under_a_clock_that_ran_ahead(officer, key):
    later = timezone.now() + timedelta(days=400)
    ApiToken.objects.update(created_at=later, expires_at=later + timedelta(days=30))
    assert ask(key).status_code == 401


def test_a_token_has_a_rate(key, officer, monkeypatch):
    (rate,) = api.throttle
    monkeypatch.setattr(rate, "num_requests", 3)
    answers = [ask(key) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60
    assert "请求过于频繁" in answers[-1].json()["detail"]
    other = tokens.create(officer, "另一", ["registry.view"], 30)[1]
    assert ask(other).status_code == 200


def test_keys_that_open_nothing_have_a_rate_per_address(key, settings):
    settings.BAD_KEYS_PER_MINUTE = 4
    made_up = "kq_00000000_" + "x" * 43
    answers = [ask(made_up) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 4 + [429] * 2
    assert int(answers[-1]["Retry-After"]) > 0
    assert ask(made_up, REMOTE_ADDR="203.0.113.7").status_code == 401
    assert ask(key, REMOTE_ADDR="203.0.113.7").status_code == 200
