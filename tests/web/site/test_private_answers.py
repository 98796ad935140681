"""Nothing that was answered to somebody signed in is kept by a browser or a proxy."""

import re

import pytest
from django.test import Client
from tests.web.conftest import PASSWORD
from tests.web.site.test_access import PATTERNS, TABLE, address, who_and_method

from keqiao.web.accounts import tokens

SOME_ROLES = ["bureau_officer", "security_admin"]
"""One who opens most pages of the business, and one who is refused there."""


def is_private(answer) -> bool:
    parts = {part.strip() for part in answer.get("Cache-Control", "").split(",")}
    vary = {part.strip() for part in answer.get("Vary", "").split(",")}
    return {"private", "no-store"} <= parts and "public" not in parts and "Cookie" in vary


@pytest.mark.parametrize("role", SOME_ROLES)
def test_every_page_and_download(role, client_of):
    """Opened, refused, absent or led elsewhere: what the answer is does not matter."""
    user, wrong = client_of(role).user, []
    for name in sorted(set(TABLE) & set(PATTERNS)):
        client = client_of(user)
        client.raise_request_exception = False
        answer = getattr(client, who_and_method(name)[1])(address(name))
        if not is_private(answer):
            wrong.append(f"{name} {answer.status_code}: {answer.get('Cache-Control')}")
    assert wrong == []


def test_what_has_content(client_of, officer):
    client = client_of(officer)
    for path in ("/", "/platforms/", "/registers/patents/", "/registers/patents/?format=xlsx", "/nowhere/"):
        assert is_private(client.get(path)), path


def test_the_api_with_a_session_or_a_key(client_of, officer):
    assert is_private(client_of(officer).get("/api/v1/registers/"))
    key = tokens.create(officer, "程序", ["registry.view"], 30)[1]
    assert is_private(Client(headers={"authorization": f"Bearer {key}"}).get("/api/v1/registers/"))


def test_the_answer_that_opens_the_session(client, officer):
    answer = client.post("/accounts/login/", {"username": "officer", "password": PASSWORD})
    assert answer.status_code == 302
    assert is_private(answer)


def test_static_files_may_be_kept(client_of, officer):
    client = client_of(officer)
    found = re.search(r'href="(/static/[^"]+\.css\?v=[0-9a-f]{12})"', client.get("/").content.decode())[1]
    assert "max-age=2592000" in client.get(found)["Cache-Control"]


def test_signing_out_clears_what_the_browser_kept(client_of, officer):
    answer = client_of(officer).post("/accounts/logout/")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert is_private(answer)
