"""A list for one address: filters over all rows, order, pages, the file; nonsense in the address is left out."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import openpyxl
import pytest
from django.template import Context, Template
from django.test import RequestFactory

from keqiao.web.accounts.models import Unit, User
from keqiao.web.audit.models import Entry
from keqiao.web.site.demonstration import marked
from keqiao.web.site.downloads import Export
from keqiao.web.site.lists import Filter, ListPage
from keqiao.web.site.tables import Column, Table


@dataclass(frozen=True)
class Row:
    name: str
    number: int


ROWS = [Row("甲", 3), Row("乙", 1), Row("丙", 2), Row("乙二", 1)]
FILTERS = [
    Filter(
        "size",
        "大小",
        choices=[("odd", "单"), ("even", "双")],
        apply=lambda rows, value: [row for row in rows if (row.number % 2 == 1) == (value == "odd")],
    ),
    Filter("q", "名称", kind="words", apply=lambda rows, words: [row for row in rows if words in row.name]),
    Filter("day", "日期", "2024-06-30", kind="day"),
]
ORDERS = {"name": lambda row: row.name, "number": lambda row: row.number}


def listed(rf: RequestFactory, address: str = "", filters=FILTERS, orders=ORDERS, **options) -> ListPage:
    request = rf.get(f"/list/?{address}")
    request.user = User(username="reader")
    return ListPage(request, filters, orders, **options)


def table(rows) -> Table:
    columns = [Column("name", "名称"), Column("number", "数", "number"), Column("other", "其他")]
    return Table("清单", columns, [{"name": row.name, "number": row.number} for row in rows])


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("", "甲 乙 丙 乙二"),
        ("size=odd", "甲 乙 乙二"),
        ("size=odd&q=乙", "乙 乙二"),
        ("size=huge", "甲 乙 丙 乙二"),
        ("q=%00%01", "甲 乙 丙 乙二"),
        ("sort=number", "乙 乙二 丙 甲"),
        ("sort=-number", "甲 丙 乙 乙二"),
        ("sort=secret", "甲 乙 丙 乙二"),
    ],
)
def test_computed_rows_are_filtered_and_sorted(rf, address, names):
    assert " ".join(row.name for row in listed(rf, address).select(ROWS)) == names


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("", "2024-06-30"),
        ("day=2023-01-31", "2023-01-31"),
        ("day=2023-02-31", "2024-06-30"),
        ("day=x", "2024-06-30"),
        ("day=٢٠٢٣-٠١-٣١", "2023-01-31"),
    ],
)
def test_a_day_that_is_none_is_the_usual_one(rf, address, day):
    assert listed(rf, address).value("day") == day


@pytest.mark.django_db
def test_rows_of_the_database_are_filtered_by_it(rf, django_assert_num_queries):
    for number in range(7):
        Unit.objects.create(code=f"U{number}", name="同名" if number else "异名", kind="platform")
    words = Filter("q", "名称", kind="words", apply=lambda rows, words: rows.filter(name=words))
    shown = listed(rf, "q=同名&sort=-name&page=2", [words], {"name": "name"}, per_page=4)
    with django_assert_num_queries(2):
        page = shown.page(shown.select(Unit.objects.all()))
        codes = [unit.code for unit in page.object_list]
    assert page.paginator.count == 6
    # All six have one name: the key decides, so no row stands on two pages.
    assert codes == ["U5", "U6"]


def test_headings_turn_the_order_and_forget_the_page(rf):
    headings = listed(rf, "sort=name&page=3&q=乙").headings(table(ROWS).columns)
    assert [(one.key, one.address, one.sorted) for one in headings] == [
        ("name", "q=%E4%B9%99&sort=-name", "ascending"),
        ("number", "q=%E4%B9%99&sort=number", ""),
        ("other", "", ""),
    ]


@pytest.mark.django_db
def test_the_file_holds_all_rows_found_and_the_log_what_was_asked(rf):
    shown = listed(rf, "format=xlsx&size=odd&page=2", per_page=1, most_exported=2)
    assert shown.wants_file
    rows = shown.exported(shown.select(ROWS))
    response = shown.send(table(rows), "清单.xlsx", Export("registry.export", "rows"))
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert [row[0].value for row in sheet.iter_rows(min_row=5, max_row=6)] == ["甲", "乙"]
    assert Entry.objects.get().detail == {"rows": 2, "query": "size=odd"}


def test_the_page_shows_form_and_rows(rf):
    shown = listed(rf, "size=odd&sort=name")
    page = shown.page(shown.select(ROWS))
    context = shown.context(page, table(page.object_list)) | {"here": "/list/"}
    with marked(False):
        html = Template('{% load lists %}{% list_filters list "找" %}{% list_table %}').render(
            Context(context)
        )
    assert re.findall(r'value="(\w*)"\s+selected', html) == ["odd"]
    assert 'name="sort" value="name"' in html
    assert 'type="date"' in html
    assert html.count("<tr>") == 1 + 3
    assert 'aria-sort="ascending"' in html


@pytest.mark.parametrize(
    ("address", "on_page", "in_file"),
    [
        ("", ["名称", "数"], ["名称", "数", "其他"]),
        ("column=name&column=other", ["名称", "其他"], ["名称", "其他"]),
    ],
)
def test_a_secondary_column_is_on_the_page_where_it_is_asked_for_and_in_the_file(
    rf, address, on_page, in_file
):
    wanted = listed(rf, address)
    columns = [
        Column("name", "名称"),
        Column("number", "数", "number"),
        Column("other", "其他", secondary=True),
    ]
    whole = Table("清单", columns, [])
    assert [heading.label for heading in wanted.headings(wanted.on_page(whole).columns)] == on_page
    assert [column.label for column in wanted.narrowed(whole).columns] == in_file
