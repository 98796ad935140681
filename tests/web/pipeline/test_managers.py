"""The page of a project manager: load, what is owed, mandates, gates and fee, over what the reader may see."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.web.pipeline.conftest import Walk

from keqiao.web.audit.clock import today
from keqiao.web.pipeline.documents import GATE_RULES
from keqiao.web.pipeline.services import passages

pytestmark = pytest.mark.django_db


def tables_of(answer) -> dict[str, list[dict]]:
    return {table.name: list(table.rows) for table in answer.context["tables"]}


def test_the_page_says_what_somebody_leads_and_what_came_of_it(proven, client_of):
    Walk(proven).through("let_pass")
    passages.owe(proven.director, proven.passage.pk, "中试报告", today())
    client = client_of(proven.second)
    answer = client.get(f"/pipeline/managers/{proven.manager.pk}/")
    page = answer.content.decode()
    assert "1项，上限" in page and "固态电解质薄膜" in page
    tables = tables_of(answer)
    assert [row["name"] for row in tables["owed"]] == ["中试报告"]
    assert tables["owed"][0]["due_on"].light == "watch"
    assert [row["mandate"] for row in tables["mandates"]] == ["全程负责"]
    fee = GATE_RULES.in_force().managers.fee
    for row in tables["fees"]:
        assert row["fee"] == (fee(row["money"]) if row["money"] is not None else Decimal(0))
    assert (
        len(tables["fees"])
        == client.get(answer.context["gates_url"] + "&state=passed").context["page"].paginator.count
    )


def test_who_led_keeps_the_mandate_and_who_leads_has_the_open_tasks(proven, client_of):
    passages.owe(proven.director, proven.passage.pk, "中试报告", today())
    passages.appoint(proven.director, proven.passage.pk, proven.successor, "middle", reason="调离")
    client = client_of(proven.second)
    before = tables_of(client.get(f"/pipeline/managers/{proven.manager.pk}/"))
    after = tables_of(client.get(f"/pipeline/managers/{proven.successor.pk}/"))
    assert before["mandates"][0]["ended_on"] is not None and "owed" not in before and "projects" not in before
    assert after["mandates"][0]["ended_on"] is None and len(after["owed"]) == len(after["projects"]) == 1


def test_a_reader_who_sees_none_of_the_projects_sees_no_manager(proven, client_of):
    address = f"/pipeline/managers/{proven.manager.pk}/"
    assert client_of(proven.stranger).get(address).status_code == 404
    assert client_of(proven.second).get(f"/pipeline/managers/{proven.auditor.pk}/").status_code == 404
    assert client_of(proven.director).get(address).status_code == 200
