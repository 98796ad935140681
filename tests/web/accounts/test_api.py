"""Keys that open nothing are refused, and the log says so, never without bound."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from keqiao.web.accounts import tokens
from keqiao.web.accounts.models import ApiToken
from keqiao.web.audit import refusals
from keqiao.web.audit.models import Entry


@pytest.fixture
def key(officer):
    return tokens.create(officer, "程序", ["registry.view"], 30)[1]


def ask(key, path="/api/v1/registers/"):
    return Client(headers={"authorization": f"Bearer {key}"}).get(path).status_code


def refused():
    return list(Entry.objects.filter(action="site.refuse").order_by("number"))


def test_a_good_key_is_not_logged(key):
    assert ask(key) == 200
    assert refused() == []


@pytest.mark.parametrize("what", ["revoked", "expired", "switched off"])
def test_a_key_that_was_good_names_its_user_and_why(what, key, officer):
    token = ApiToken.objects.get()
    if what == "revoked":
        tokens.revoke(officer, token)
    elif what == "expired":
        ApiToken.objects.update(expires_at=timezone.now() - timedelta(days=1))
    else:
        officer.is_active = False
        officer.save()
    assert ask(key) == 401
    (entry,) = refused()
    assert (entry.outcome, entry.actor, entry.target_name) == ("denied", officer, "/api/v1/registers/")
    assert entry.address == "127.0.0.1"
    assert entry.detail["reason"]


@pytest.mark.parametrize("made_up", ["kq_00000000_" + "x" * 43, "x", "密" * 3000])
def test_an_unknown_key_names_nobody_and_is_not_kept(made_up, key):
    made_up = made_up.encode().decode("latin-1")
    assert ask(made_up) == 401
    (entry,) = refused()
    assert entry.actor is None
    assert made_up[:40] not in entry.detail_text + entry.target_name


def test_the_secret_of_a_guess_with_a_known_prefix_names_nobody(key):
    assert ask(key[:-1] + ("A" if key[-1] != "A" else "B")) == 401
    assert refused()[0].actor is None


def test_a_program_that_goes_on_trying_does_not_fill_the_log(key):
    for _ in range(5):
        ask("kq_00000000_" + "x" * 43)
    assert len(refused()) == 1
    for number in range(refusals.MOST + 10):
        ask("x", f"/api/v1/registers/patents/{number + 1}")
    assert len(refused()) == refusals.MOST


def test_a_right_that_the_token_lacks_is_logged_as_well(key, officer):
    assert ask(key, "/api/v1/registers/parks/") == 200
    writes = Client(headers={"authorization": f"Bearer {key}"}).post(
        "/api/v1/registers/parks/", {"code": "n", "name": "n"}, content_type="application/json"
    )
    assert writes.status_code == 403
    (entry,) = refused()
    assert entry.actor == officer


def test_without_a_key_nothing_is_logged(db):
    assert Client().get("/api/v1/registers/").status_code == 401
    assert refused() == []
