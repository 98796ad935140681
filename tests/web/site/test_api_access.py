"""Operations that only read: every one × every role, nonsense of every kind, and refusals as JSON in every corner."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.web.api_calls import SCHEMA, ask_anything, connection_kept, described
from tests.web.conftest import ROLES

from keqiao.web.accounts import tokens

pytestmark = pytest.mark.django_db
one_connection = pytest.fixture(autouse=True)(connection_kept)

FIGURES = {
    "bureau_officer",
    "platform_director",
    "platform_clerk",
    "broker",
    "firm",
    "investor",
    "talent_officer",
    "congress",
    "auditor",
    "leader",
    "finance_officer",
}
RESULTS = {
    "bureau_officer",
    "platform_director",
    "platform_clerk",
    "broker",
    "congress",
    "auditor",
    "finance_officer",
    "leader",
}
MONEY = RESULTS - {"broker"}
POSTINGS = FIGURES - {"finance_officer"}
EVENTS = POSTINGS - {"congress", "talent_officer"}
WHO = {
    "/measures/": FIGURES,
    "/figures/": FIGURES,
    "/facts/": FIGURES,
    "/runs/": RESULTS,
    "/runs/{code}/scores": RESULTS,
    "/runs/{code}/indicators/{platform}": RESULTS,
    "/gradings/": RESULTS,
    "/gradings/{code}/grades": RESULTS,
    "/cases/": RESULTS,
    "/panels/": {"bureau_officer", "auditor", "expert"},
    "/pools/": MONEY,
    "/amounts/": MONEY,
    "/payments/": MONEY,
    "/exchange/needs": POSTINGS,
    "/exchange/offers": POSTINGS,
    "/pipeline/projects": RESULTS,
    "/pipeline/gates": RESULTS,
    "/pipeline/decisions": RESULTS,
    "/pipeline/tranches": RESULTS,
    "/deals/": {"bureau_officer", "platform_director", "platform_clerk", "firm", "broker", "auditor"},
    "/meetings/": EVENTS,
    "/meetings/participants": EVENTS,
    "/meetings/meetings": EVENTS,
    "/alliances/": POSTINGS,
    "/alliances/gatherings": POSTINGS,
    "/reports/": {"bureau_officer", "congress", "auditor", "leader"},
    "/reports/coverage": {"bureau_officer", "congress", "auditor", "leader"},
    "/reports/paragraphs": {"bureau_officer", "congress", "auditor", "leader"},
    "/firms/sign-ups": {"bureau_officer", "auditor"},
}
"""Who may ask; what each sees of it the tests of the rooms say."""
WRITING = ("registers", "collections", "returns", "uploads", "checks")
PARTS = {"code": "R-1", "platform": "P01"}
OPERATIONS = [
    result.ok()
    for result in SCHEMA.get_all_operations()
    if result.ok().path.removeprefix("/api/v1").split("/")[1] not in WRITING
]


def test_every_operation_stands_in_the_table_and_reads_only():
    paths = {path.removeprefix("/api/v1"): methods for path, methods in described()["paths"].items()}
    reading = {path: set(methods) for path, methods in paths.items() if path.split("/")[1] not in WRITING}
    assert reading == {path: {"get"} for path in WHO}


@pytest.mark.parametrize("role", [*ROLES, None])
def test_each_role_asks_what_the_table_says(role, user_with, unit):
    client = Client()
    if role:
        client.force_login(user_with(role, unit=unit))
    wrong = []
    for path, who in WHO.items():
        address = "/api/v1" + path.format(**PARTS)
        answer = client.get(address, {"measure": "patents", "period": "2023"})
        expected = {401} if role is None else {200, 404} if role in who else {403}
        if answer.status_code not in expected or ("{" not in path and answer.status_code == 404):
            wrong.append(f"{path}: {answer.status_code}")
        if answer.status_code >= 400:
            assert set(answer.json()) == {"detail", "fields"}
    assert not wrong


def test_a_token_reads_no_more_than_it_was_made_for(user_with):
    key = tokens.create(user_with("bureau_officer"), "test", ["facts.view"], 10)[1]
    header = {"Authorization": f"Bearer {key}"}
    assert Client().get("/api/v1/measures/", headers=header).status_code == 200
    assert Client().get("/api/v1/pools/", headers=header).status_code == 403


def test_the_description_is_for_whoever_may_call(user_with, client):
    key = tokens.create(user_with("bureau_officer"), "test", ["facts.view"], 10)[1]
    described_to = client.get("/api/v1/openapi.json", headers={"Authorization": f"Bearer {key}"})
    assert described_to.status_code == 200 and "/api/v1/figures/" in described_to.json()["paths"]
    for headers in ({}, {"Authorization": "Bearer kq_nothing"}):
        refused = client.get("/api/v1/openapi.json", headers=headers)
        assert refused.status_code == 401 and refused.json()["detail"]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.path)
def test_no_request_breaks_an_operation(operation, user_with):
    rights = ["facts.view", "evaluations.view", "funding.view"]
    key = tokens.create(user_with("bureau_officer"), "test", rights, 10)[1]
    ask_anything(operation, {"Authorization": f"Bearer {key}"}, 8)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/api/", 404),
        ("get", "/api/v2/measures/", 404),
        ("get", "/api/v1/nothing/", 404),
        ("get", "/api/v1/registers/nothing/", 404),
        ("get", "/api/v1/registers/nothing/1", 404),
        ("delete", "/api/v1/measures/", 405),
        ("get", "/api/v1/measures/?page=0", 422),
        ("get", "/api/v1/facts/?changed_since=1066-10-14T00:00:00", 422),
        ("get", "/api/v1/facts/?measure=%00", 400),
    ],
)
def test_every_refusal_is_json(method, path, status, user_with):
    client = Client()
    client.force_login(user_with("bureau_officer"))
    answer = getattr(client, method)(path)
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("application/json")
    assert answer.json()["detail"]


def test_a_page_that_is_not_there_is_still_a_page(client):
    assert client.get("/nothing/")["Content-Type"].startswith("text/html")
