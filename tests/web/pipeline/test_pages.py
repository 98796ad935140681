"""The board, the lists and the figures, over the projects that a reader may see; each figure opens its rows."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keqiao.web.pipeline.models import GateReview, ProjectPassage, Stage
from keqiao.web.pipeline.services import passages
from keqiao.web.pipeline.views.figures import PARTS
from keqiao.web.site.tables import Cell

from .conftest import Walk, a_project

pytestmark = pytest.mark.django_db
PAGES = ("", "board/", "timeline/", "figures/", "gates/")


def test_each_page_is_there_for_its_readers(proven, client_of):
    review = Walk(proven).submitted()
    row = f"/registers/pipeline-projects/{proven.project.pk}/"
    for reader in (proven.second, proven.director, proven.manager, proven.auditor):
        client = client_of(reader)
        for page in PAGES:
            answer = client.get(f"/pipeline/{page}")
            assert answer.status_code == 200, page
            assert page == "figures/" or "固态电解质薄膜" in answer.content.decode(), page
    assert "概念验证" in client_of(proven.director).get(row).content.decode()
    assert client_of(proven.stranger).get(f"/pipeline/{proven.passage.pk}/").status_code == 404
    assert client_of(proven.stranger).get(review.get_absolute_url()).status_code == 404
    assert client_of(proven.second).get("/pipeline/figures/?part=handover&format=xlsx").status_code == 200


COUNTS = ("count", "running", "waiting", "decided", "passed", "held", "stopped", "load", "open", "vacant")
"""Columns of figures that count rows; the others say more of the rows that they open."""


def test_each_figure_opens_as_many_rows_as_it_says(proven, client_of):
    Walk(proven).through("stop", readiness=3)
    for number, decision in (("ZH-2", "let_pass"), ("ZH-3", "hold"), ("ZH-4", "")):
        passage = passages.take_up(proven.director, a_project(proven.platform, number))
        walk = Walk(proven, passage)
        walk.in_charge()
        if decision:
            walk.through(decision)
    passages.transfer(proven.director, passage.pk, "转让给丙公司")
    client = client_of(proven.second)
    tables = dict(client.get("/pipeline/figures/").context["tables"])
    cells = [
        (name, key, cell)
        for name, table in tables.items()
        for row in table.rows
        for key, cell in row.items()
        if isinstance(cell, Cell) and cell.url
    ]
    counts = [cell for _name, key, cell in cells if key in COUNTS]
    assert {name for name, _key, _cell in cells} == set(tables) == {*PARTS}
    own = next(row for row in tables["talent"].rows if row["platform"].value == str(proven.platform))
    assert (own["open"].value, own["vacant"].value, own["managers"]) == (2, 0, 1)
    assert sum(cell.value > 0 for cell in counts) >= 12
    for cell in counts:
        assert client.get(cell.url).context["page"].paginator.count == cell.value, cell.url
    board = client.get("/pipeline/board/")
    links = re.findall(r'href="(/pipeline/\?[^"]+)"\s*>[^<(（]*[（(]\s*(\d+)', board.content.decode())
    assert len(links) == len(Stage) and sum(int(count) for _url, count in links) == 2
    for url, count in links:
        page = client.get(url.replace("&amp;", "&")).context["page"]
        assert page.paginator.count == int(count), url


def test_the_board_asks_for_a_gate_and_costs_the_same_for_many(works, client_of):
    client = client_of(works.director)
    queries(client)  # the first request asks for what is kept afterwards
    few = queries(client)
    for number in range(20):
        passages.take_up(works.director, a_project(works.platform, f"ZH-{number}"))
    assert queries(client) == few
    text = client.get("/pipeline/board/").content.decode()
    assert 'draggable="true" data-next="proof"' in text and text.count("data-next=") == 15
    assert client.post(f"/pipeline/{works.passage.pk}/request/", {}).status_code == 302
    assert GateReview.objects.get().gate == "g0"
    assert ProjectPassage.objects.get(pk=works.passage.pk).stage == Stage.LEAD
    assert client.post(f"/pipeline/{works.passage.pk}/request/", {}).status_code == 403


def queries(client) -> int:
    """How many queries the board takes."""
    with CaptureQueriesContext(connection) as caught:
        assert client.get("/pipeline/board/").status_code == 200
    return len(caught)


def test_chosen_rows_of_the_register_are_taken_up_together(works, client_of):
    rows = [a_project(works.platform, f"ZH-{number}") for number in (1, 2)]
    foreign = a_project(works.other_platform, "ZH-3")
    data = {"row": [row.pk for row in (*rows, foreign)]}
    client = client_of(works.director)
    assert "ZH-2" in client.get("/pipeline/take-up/", data).content.decode()
    assert client.post("/pipeline/take-up/", data).status_code == 302
    taken = ProjectPassage.objects.filter(project__in=[*rows, foreign]).values_list(
        "project__number", flat=True
    )
    assert sorted(taken) == ["ZH-1", "ZH-2"]
