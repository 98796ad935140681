"""The pipeline for programs: the same rows as the pages, platforms by their code, what changed since a moment."""

from urllib.parse import quote

import pytest
from django.utils import timezone

from keqiao.web.pipeline.services import passages

from .conftest import Walk, a_project

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/pipeline"


def rows(client, path, **query):
    """The rows of an answer."""
    answer = client.get(f"{ROOT}/{path}", query)
    assert answer.status_code == 200, answer.content
    assert answer.json()["total"] == len(answer.json()["rows"])
    return answer.json()["rows"]


def test_projects_gates_decisions_and_tranches(proven, client_of):
    walk = Walk(proven)
    review = walk.through(readiness=4)
    client = client_of(proven.auditor)
    project = rows(client, "projects")[0]
    assert (project["project"], project["platform"], project["stage"]) == ("ZH-2024-001", "P02", "pilot")
    assert (project["budget"], project["readiness"], project["open_gate"]) == ("2000000.00", 4, False)
    gates = {gate["gate"]: gate for gate in rows(client, "gates", project="ZH-2024-001")}
    assert [gates[gate]["readiness_after"] for gate in ("g0", "g1")] == [1, 4]
    decision = rows(client, "decisions", gate="g1")[0]
    assert (decision["code"], decision["decision"]) == (review.code, "passed")
    assert decision["reason"] == "材料齐全，达到要求。"
    assert {criterion["met"] for criterion in decision["criteria"]} == {"yes"}
    tranche = rows(client, "tranches", platform="P02")[0]
    assert (tranche["amount"], tranche["pool"]) == ("400000.00", "")
    assert not rows(client, "tranches", platform="P03")


def test_votes_are_in_none_of_the_answers(proven, client_of):
    walk = Walk(proven)
    walk.judged(walk.submitted(), points=77)
    client = client_of(proven.director)
    texts = [
        client.get(f"{ROOT}/{path}").content.decode()
        for path in ("projects", "gates", "decisions", "tranches")
    ]
    assert not [text for text in texts if "77.00" in text or "79.00" in text]


def test_what_changed_since(proven, client_of):
    other = passages.take_up(proven.director, a_project(proven.platform, "ZH-2"))
    moment = timezone.now().isoformat()
    client = client_of(proven.officer)
    assert not rows(client, "projects", changed_since=moment)
    assert not rows(client, "gates", changed_since=moment)
    Walk(proven, other).request()
    assert [row["project"] for row in rows(client, "projects", changed_since=moment)] == ["ZH-2"]
    assert [row["project"] for row in rows(client, "gates", changed_since=moment)] == ["ZH-2"]
    assert not rows(client, "decisions", changed_since=moment)
    assert client.get(f"{ROOT}/gates?changed_since={quote('1066-01-01')}").status_code == 422


def test_each_asks_for_their_own(proven, client_of):
    assert len(rows(client_of(proven.director), "projects")) == 1
    assert len(rows(client_of(proven.manager), "gates")) == 1
    assert not rows(client_of(proven.stranger), "projects")
    assert not rows(client_of(proven.stranger), "decisions")
