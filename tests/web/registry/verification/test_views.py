"""Verification through pages: one row, a question, a list over all registers, a batch, a sample; lists, to-do."""

import io
import re

import openpyxl
import pytest
from tests.golden import golden
from tests.web.registry.city import reference, side

from keqiao.web.registry.changes import change_set
from keqiao.web.registry.models import (
    ChangeSet,
    Equipment,
    Patent,
    Platform,
    Qualification,
    RowState,
    Sample,
    Verification,
)
from keqiao.web.registry.verification.selectors import slices

WAITING = "/verification/"


@golden
def sides(db):
    common = reference()
    return side(0, common), side(1, common)


@pytest.fixture
def clerk(client_of, user_with, sides):
    return client_of(user_with("platform_clerk", unit=sides[0].unit, username="clerk"))


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def named(row):
    key = {Qualification: "qualifications", Equipment: "equipment", Patent: "patents"}[type(row)]
    return f"{key}:{row.pk}:{row.version}"


def test_one_row_on_its_page(sides, officer_client):
    row = sides[0].rows[Qualification]
    address = f"/registers/qualifications/{row.pk}/"
    assert "核验本条" in text(officer_client.get(address))
    answer = officer_client.post("/verification/verify/", {"row": named(row), "next": address}, follow=True)
    assert "已核验" in text(answer)
    assert "核验本条" not in text(answer)
    assert Verification.objects.get().way == Verification.Way.SINGLE


def test_a_question_reaches_its_keeper(sides, officer_client, clerk):
    row = sides[0].rows[Qualification]
    address = f"/registers/qualifications/{row.pk}/"
    ask = f"/verification/qualifications/{row.pk}/question/"
    refused = officer_client.post(ask, {"version": "9", "reason": "请附证书原件"})
    assert refused.status_code == 422
    assert "请附证书原件" in refused.content.decode()  # what was typed stays
    assert officer_client.post(ask, {"version": "1", "reason": "请附证书原件"}).status_code == 302
    assert "请附证书原件" in text(clerk.get(address))
    assert address in clerk.get(WAITING).content.decode()
    assert "被退回核实的台账记录：1" in text(clerk.get("/"))


def test_keepers_see_only_what_was_sent_back_to_them(sides, officer_client, clerk):
    row = sides[1].rows[Equipment]
    officer_client.post(f"/verification/equipment/{row.pk}/question/", {"version": "1", "reason": "?"})
    page = clerk.get(f"{WAITING}?state=reported")
    assert not page.context["groups"]
    assert page.context["state"] == "questioned"


def test_a_batch_over_registers_whole_or_not_at_all(sides, officer, officer_client):
    first, second = sides[0].rows[Qualification], sides[1].rows[Equipment]
    chosen = {"row": [named(first), named(second)], "batch": "1"}
    second.name = "新名"
    with change_set(officer, ChangeSet.Kind.EDIT) as changes:
        changes.save(second)
    refused = officer_client.post("/verification/verify/", chosen)
    assert refused.status_code == 422
    assert named(first) in refused.context["ticked"]
    assert not Verification.objects.exists()
    third = sides[0].rows[Equipment]
    answer = officer_client.post("/verification/verify/", {"row": [named(first), named(third)], "batch": "1"})
    assert answer.status_code == 302
    assert set(Verification.objects.values_list("way", "size")) == {("batch", 1)}
    assert "由您录入或改动" in text(officer_client.get(f"{WAITING}?register=equipment"))


@pytest.mark.parametrize(
    "row", ["", "x", "patents:1", "patents:a:1", "nothing:1:1", f"patents:{10**30}:1", "parks:1:1"]
)
def test_nonsense_is_answered_in_words(sides, officer_client, row):
    assert officer_client.post("/verification/verify/", {"row": row, "batch": "1"}).status_code == 422
    single = officer_client.post("/verification/verify/", {"row": row})
    assert single.status_code in {404, 422}


def test_the_list_is_narrowed_and_paged_by_the_database(sides, officer_client, django_assert_max_num_queries):
    platform = sides[0].rows[Platform]
    Equipment.objects.bulk_create(
        Equipment(platform=platform, asset_no=f"B{n}", name=f"设备{n}", in_use_from="2024-01-01")
        for n in range(120)
    )
    page = officer_client.get(f"{WAITING}?register=equipment&platform=P01&page=2")
    assert page.context["page"].paginator.count == 121
    assert [len(group["lines"]) for group in page.context["groups"]] == [50]
    with django_assert_max_num_queries(20):
        officer_client.get(f"{WAITING}?register=equipment&platform=P01&page=2")
    for bad in ("page=x", "register=nothing", "platform=%E5%B9%B3", "state=y"):
        assert officer_client.get(f"{WAITING}?{bad}").status_code == 200


def test_pages_cut_across_registers():
    counts = {"patents": 30, "contracts": 40, "firms": 5}
    assert [(register.key, start, end) for register, start, end in slices(counts, 0, 50)] == [
        ("patents", 0, 30),
        ("contracts", 0, 20),
    ]
    assert [(register.key, start, end) for register, start, end in slices(counts, 50, 50)] == [
        ("contracts", 20, 40),
        ("firms", 0, 5),
    ]


def test_a_sample_from_draw_to_end(sides, officer_client):
    platform = sides[0].rows[Platform]
    Equipment.objects.bulk_create(
        Equipment(platform=platform, asset_no=f"B{n}", name=f"设备{n}", in_use_from="2024-01-01")
        for n in range(5)
    )
    refused = officer_client.post("/verification/samples/new/", {"register": "equipment", "size": "x"})
    assert refused.status_code == 422
    officer_client.post(
        "/verification/samples/new/", {"register": "equipment", "platform": "P01", "size": "2"}
    )
    sample = Sample.objects.get()
    address = f"/verification/samples/{sample.pk}/"
    assert str(sample.seed) in text(officer_client.get(address))
    first, second = sample.drawn
    wrong = officer_client.post(f"{address}check/", {"row": first, "right": "0", "reason": ""})
    assert wrong.status_code == 422
    for key in (first, second):
        officer_client.post(f"{address}check/", {"row": key, "right": "1"})
    assert Equipment.objects.filter(verification=RowState.SAMPLED).count() == 6
    other = Equipment.objects.exclude(pk__in=sample.drawn).filter(verification=RowState.SAMPLED)[0]
    said = text(officer_client.get(f"/registers/equipment/{other.pk}/"))
    assert "抽样核验" in said
    assert str(sample.seed) in said


def test_lists_workbook_and_filter_show_the_state(sides, officer_client):
    row = sides[0].rows[Patent]
    officer_client.post("/verification/verify/", {"row": named(row)})
    page = officer_client.get("/registers/patents/?verification=verified")
    assert [one.pk for one, _cells in page.context["rows"]] == [row.pk]
    book = officer_client.get("/registers/patents/?format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    cells = [cell.value for line in sheet.iter_rows() for cell in line]
    assert {"核验", "已核验", "待核验"} <= set(cells)


def test_the_bureau_sees_how_many_rows_wait(sides, officer_client):
    assert re.search(r"待核验的台账记录：\d+", text(officer_client.get("/")))
