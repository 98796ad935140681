"""Every address × every role and nobody, against the tables of the rooms (access.yaml)."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.web.conftest import ROLES

from keqiao.web.site import errors
from keqiao.web.site.rooms import rooms

TABLE = {name: who for room in rooms() for name, who in room.access.items()}
MADE_UP = {
    "IntConverter": 999_999,
    "UUIDConverter": "00000000-0000-4000-8000-000000000000",
    "StringConverter": "nothing",
    "SlugConverter": "nothing",
    "PathConverter": "nothing/here",
    "Sha256": "0" * 64,
    "RunCode": "2024-999",
}


def patterns(resolver: URLResolver, namespace: str = "") -> dict[str, URLPattern]:
    """All addresses by name with namespace."""
    found: dict[str, URLPattern] = {}
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            found |= patterns(pattern, inner)
        elif namespace == "api:":  # operations of the API: tests/web/registry/api/test_access.py
            continue
        else:
            found[f"{namespace}{pattern.name or pattern.pattern}"] = pattern
    return found


PATTERNS = patterns(get_resolver())


def address(name: str) -> str:
    """The address with made-up keys."""
    converters = PATTERNS[name].pattern.converters
    keys = {key: MADE_UP.get(type(converter).__name__, "nothing") for key, converter in converters.items()}
    return reverse(name, kwargs=keys)


def who_and_method(name: str) -> tuple[object, str]:
    entry = TABLE[name]
    return (entry["post"], "post") if isinstance(entry, dict) else (entry, "get")


def judge(client: Client, name: str, role: str | None) -> str:
    """What is wrong with the answer; empty when it is as the table says."""
    who, method = who_and_method(name)
    client.raise_request_exception = False
    answer = getattr(client, method)(address(name))
    to_sign_in = answer.status_code == 302 and "/accounts/login/" in answer.url
    if answer.status_code >= 500:
        return f"{name}: error {answer.status_code}"
    if role is None and who != "public":
        return "" if to_sign_in else f"{name}: {answer.status_code} instead of the sign-in page"
    if who in {"public", "signed_in"} if isinstance(who, str) else role in who:
        refused = answer.status_code in {401, 403} or (to_sign_in and name != "accounts:logout")
        return f"{name}: refused with {answer.status_code}" if refused else ""
    return "" if answer.status_code == 403 else f"{name}: {answer.status_code} instead of 403"


@pytest.fixture
def refusals_unprinted(monkeypatch) -> None:
    """Most addresses with made-up keys are refused to most roles or lead nowhere: the page that says so is one."""

    def answer(_request: HttpRequest, status: int, *_words: str) -> HttpResponse:
        return HttpResponse(status=status)

    monkeypatch.setattr(errors, "_page", answer)


def test_every_address_is_in_the_table():
    unknown = sorted(set(PATTERNS) - set(TABLE))
    assert not unknown, f"write into the access.yaml of the room who may open: {', '.join(unknown)}"


def test_each_room_speaks_of_its_own_addresses():
    assert [
        name
        for room in rooms()
        for name in room.access
        if room.label != "site" and not name.startswith(f"{room.label}:")
    ] == []


def test_the_table_has_no_address_that_is_gone():
    assert sorted(set(TABLE) - set(PATTERNS)) == []


@pytest.mark.parametrize("name", TABLE)
def test_the_table_names_only_roles_that_exist(name):
    who, _ = who_and_method(name)
    assert who in {"public", "signed_in"} if isinstance(who, str) else set(who) <= set(ROLES)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_what_the_table_says(role, client_of, refusals_unprinted):
    wrong, client = [], client_of(role)
    for name in sorted(set(TABLE) & set(PATTERNS)):
        key = client.session.session_key
        wrong.append(judge(client, name, role))
        if client.session.session_key != key:  # it signed out: what follows asks signed in
            client = client_of(client.user)
    assert not [text for text in wrong if text]


def test_nobody_opens_only_what_is_public(db):
    wrong = [judge(Client(), name, None) for name in sorted(set(TABLE) & set(PATTERNS))]
    assert not [text for text in wrong if text]
