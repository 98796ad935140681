"""The home of returns and the board: who sees what, filters, lights, the workbook, a fixed number of queries."""

import io
from datetime import date, datetime, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from keqiao.web.registry.models import Organisation, Platform
from keqiao.web.returns.board import views
from keqiao.web.returns.board.lights import status_of
from keqiao.web.returns.board.rows import board_rows
from keqiao.web.returns.models import Cell, Collection, Return
from keqiao.web.returns.services import locking, review

from ..conftest import collection_of
from ..services.test_flow import VALUES, fresh, handed_in, passed

TODAY = date(2024, 3, 20)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """It is 2024-03-20 for the pages: eleven days before the due date."""
    monkeypatch.setattr(views.timezone, "localdate", lambda value=None, zone=None: TODAY)
    yield TODAY


def board_of(world, client_of, who="officer_1", query=""):
    return client_of(getattr(world, who)).get(f"{world.collection.get_absolute_url()}{query}")


def test_the_board_shows_every_platform_and_its_state(opened, client_of):
    handed_in(opened)
    page = board_of(opened, client_of).content.decode()
    assert "平台1" in page and "平台2" in page
    assert "已提交" in page
    assert "clerk_1" in page or "officer" in page


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("?only=handed_in", {"P01"}),
        ("?only=missing", {"P02"}),
        ("?only=unread", {"P02"}),
        ("?state=submitted", {"P01"}),
        ("?q=平台2", {"P02"}),
        ("?q=p01", {"P01"}),
        ("?light=watch", {"P02"}),
        ("?light=nonsense&sort=nonsense&only=x", {"P01", "P02"}),
        ("?sort=-platform", {"P01", "P02"}),
        ("?sort=late_days&page=99", {"P01", "P02"}),
    ],
)
def test_filters_stand_in_the_address(opened, client_of, query, seen):
    handed_in(opened)
    answer = board_of(opened, client_of, query=query)
    assert {row.form.platform.code for row, _cells in answer.context["rows"]} == seen


def test_the_board_sorts_both_ways(opened, client_of):
    codes = [
        [row.form.platform.code for row, _ in board_of(opened, client_of, query=query).context["rows"]]
        for query in ("?sort=platform", "?sort=-platform")
    ]
    assert codes == [["P01", "P02"], ["P02", "P01"]]


@pytest.mark.parametrize(
    ("state", "due", "read", "light"),
    [
        ("draft", 30, True, "good"),
        ("draft", 30, False, "watch"),
        ("draft", 7, True, "watch"),
        ("draft", 0, True, "watch"),
        ("draft", -1, True, "bad"),
        ("sent_back", 30, True, "watch"),
        ("sent_back", -1, True, "bad"),
        ("submitted", -30, True, "good"),
        ("locked", -30, False, "good"),
    ],
)
def test_lights(opened, state, due, read, light):
    form = opened.form
    form.state, form.due_on = state, TODAY + timedelta(days=due)
    form.read_at = timezone.now() if read else None
    assert status_of(form, TODAY).light == light


def test_a_closed_collection_without_a_hand_in_is_red(opened):
    opened.form.collection.state = Collection.State.CLOSED
    assert status_of(opened.form, TODAY).light == "bad"


def test_the_workbook_holds_what_the_filters_leave(opened, client_of):
    handed_in(opened)
    answer = board_of(opened, client_of, query="?format=xlsx&only=missing")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    values = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert "平台2" in values and "平台1" not in values
    assert any("2024-03-31" in text for text in values)


def test_a_platform_is_led_to_its_own_form(opened, client_of):
    answer = board_of(opened, client_of, "clerk_1")
    assert answer.status_code == 302
    assert answer.url == opened.form.get_absolute_url()
    assert "平台2" not in client_of(opened.clerk_1).get("/returns/").content.decode()


def test_who_has_no_right_sees_no_board(opened, client_of):
    assert board_of(opened, client_of, "congress").status_code == 403
    assert board_of(opened, client_of, "auditor").status_code == 200
    assert b"formaction" not in board_of(opened, client_of, "auditor").content


def test_the_home_of_a_platform_says_what_to_do_next(opened, client_of):
    client = client_of(opened.clerk_1)
    assert "填报缺少的指标：2项" in client.get("/returns/").content.decode()
    handed_in(opened)
    review.begin(opened.officer_1, opened.form.pk)
    review.doubt_cells(opened.officer_1, opened.form.pk, {"market_income": "偏高"})
    review.send_back(opened.officer_1, opened.form.pk)
    assert "修改退回的指标：1项" in client.get("/returns/").content.decode()


def test_the_home_of_the_bureau_counts_and_lists_what_waits(opened, client_of):
    handed_in(opened)
    found = client_of(opened.officer_1).get("/returns/").context
    (progress,) = found["progress"]
    assert (progress.total, progress.handed_in, progress.passed, progress.locked, progress.late) == (
        2,
        1,
        0,
        0,
        0,
    )
    assert [(one.title, len(one.rows)) for one in found["waiting"]] == [("初审", 1)]


def test_the_first_reviewer_does_not_wait_for_the_second_review(opened, client_of):
    handed_in(opened)
    review.pass_clean(opened.officer_1, [opened.form.pk])
    waits = {
        name: [one.title for one in client_of(getattr(opened, name)).get("/returns/").context["waiting"]]
        for name in ("officer_1", "officer_2")
    }
    assert waits == {"officer_1": [], "officer_2": ["复审"]}


def test_a_request_to_unlock_waits_for_another_person(opened, client_of):
    form = passed(opened)
    locking.lock(opened.officer_3, form.pk)
    locking.ask_unlock(opened.clerk_1, form.pk, "金额单位有误")
    page = client_of(opened.officer_1).get("/returns/").content.decode()
    assert "金额单位有误" in page
    assert "申请解锁" in board_of(opened, client_of).content.decode()


def many(world, count: int) -> Collection:
    """A collection of ``count`` platforms whose forms and figures are written in bulk."""
    organisations = Organisation.objects.bulk_create(
        Organisation(name=f"大量平台{count}-{number}", division="320481") for number in range(count)
    )
    platforms = Platform.objects.bulk_create(
        Platform(
            organisation=organisation,
            code=f"M{count}-{number:04d}",
            short_name=f"批量{count}-{number}",
            type="rd",
            settled_on=TODAY,
            operating_since=TODAY,
            valid_from=TODAY,
            unit=world.P01.unit,
        )
        for number, organisation in enumerate(organisations)
    )
    collection = collection_of(world, title=f"共{count}家")
    item = collection.items.first()
    states = [Return.State.DRAFT if state == Return.State.LOCKED else state for state in Return.State.values]
    forms = Return.objects.bulk_create(  # (no locked ones at first: a locked form takes no figures)
        Return(
            collection=collection,
            platform=one,
            due_on=TODAY,
            state=states[number % 7],
            submitted_at=datetime(2024, 3, 1, tzinfo=timezone.get_default_timezone()),
            first_reviewer=world.officer_1,
        )
        for number, one in enumerate(platforms)
    )
    Cell.objects.bulk_create(Cell(form=form, item=item) for form in forms)
    locked = [
        form.pk for number, form in enumerate(forms) if Return.State.values[number % 7] == Return.State.LOCKED
    ]
    Return.objects.filter(pk__in=locked).update(state=Return.State.LOCKED)
    return collection


def test_the_board_needs_the_same_queries_for_ten_and_a_thousand_platforms(opened, client_of):
    client = client_of(opened.officer_1)
    counts = {}
    for size in (10, 1000):
        address = many(opened, size).get_absolute_url()
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = client.get(address)
        assert answer.context["total"] == size + 2
        counts[size] = len(queries)
    assert counts[10] == counts[1000] <= 25, counts


def test_the_rows_of_a_board_are_read_with_four_queries(opened, django_assert_num_queries):
    with django_assert_num_queries(4):
        assert len(board_rows(opened.officer_1, opened.collection, TODAY)) == 2


def test_a_board_that_is_not_there_is_not_found(opened, client_of):
    client = client_of(opened.officer_1)
    for key in ("999999", "99999999999999999999999999"):
        assert client.get(f"/returns/collections/{key}/").status_code == 404
    assert VALUES and fresh(opened.form).pk
