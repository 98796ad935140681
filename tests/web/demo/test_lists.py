"""Every list page, with the rows of the demonstration city: who opens it, filters, orders, columns, file, queries."""

from __future__ import annotations

from functools import cache

import pytest
from django.core.cache import cache as requests_counted
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.conftest import ROLES
from tests.web.site.test_access import PATTERNS, TABLE

from keqiao.language import message
from keqiao.web.accounts import tokens
from keqiao.web.accounts.models import PasswordReset, Role, RoleProposal, User
from keqiao.web.facts.models import Snapshot
from keqiao.web.notices.models import Notice
from keqiao.web.oversight.models import Diagnosis
from keqiao.web.planning.models import LayoutAnalysis
from keqiao.web.returns.models import Step
from keqiao.web.site import downloads, errors
from keqiao.web.site.lists import ListView, view
from keqiao.web.site.stored_sentences import wording_of
from keqiao.web.site.tables.definition import value_of

LISTS = {
    name: pattern.callback.view_class
    for name, pattern in PATTERNS.items()
    if issubclass(getattr(pattern.callback, "view_class", object), ListView)
}
LAYOUT_LISTS = ("nodes", "positions", "overlaps", "unmapped")
KEYS = {
    **{
        f"planning:{name}": lambda: {"code": LayoutAnalysis.objects.earliest("as_of").code}
        for name in LAYOUT_LISTS
    },
    "oversight:finding": lambda: {"code": Diagnosis.objects.latest("period").code, "rule": "G1"},
    "planning:operation": lambda: {"year": "2023"},
    "facts:snapshot": lambda: {"code": Snapshot.objects.earliest("row_count").code},
    "registry:register": lambda: {"code": "P01", "key": "people"},
    "returns:figure_history": lambda: {
        "pk": Step.objects.exclude(cell=None).earliest("pk").form_id,
        "code": "national_recognitions",
    },
    "returns:history": lambda: {"pk": Step.objects.earliest("pk").form_id},
}
"""The keys of an address that names one thing."""
MOST_CHOICES = 12
NARROWED = {"facts:snapshot": "q=P03&"}
"""What leaves some rows of a list of thousands, to be read in every order."""


@pytest.fixture(autouse=True)
def asked_for(request) -> None:
    """What the story of the city does not have: proposed roles, a password that is to be reset, a token, a notice."""
    if "demo" not in request.fixturenames:
        return
    request.getfixturevalue("db")
    clerk, officer = (
        User.objects.filter(roles__code=role)[0] for role in ("platform_clerk", "bureau_officer")
    )
    RoleProposal.objects.create(user=clerk, roles=["auditor"], reason="轮岗", proposed_by=officer)
    PasswordReset.objects.create(user=clerk, reason="遗忘", asked_by=officer)
    tokens.create(officer, "报表程序", ["facts.view"], 30)
    for reader in User.objects.filter(roles__code="auditor")[:1]:
        mark = wording_of(message("{count} figures", count=1))
        Notice.objects.create(recipient=reader, kind="returns.due", key="one", sentence=mark, link="/")


OTHER_ROWS = {
    "registry:reminders": {"light", "as_of"},
    "talents:residency": {"year"},
    "transfer:lines": {"year"},
}
"""Filters that show other rows, not fewer."""
OF_SEVERAL = {"registry:reminders": 40}
"""Lists of rows of several registers, each of which is read where it has a row on the page: most queries."""


def figure_of(step: Step) -> dict[str, object]:
    return {"pk": step.form_id, "code": step.cell.item.measure.code}


def address(name: str) -> str:
    return reverse(name, kwargs=KEYS[name]() if name in KEYS else {})


def reader(role: str) -> Client:
    user = User.objects.filter(roles__code=role, is_active=True).first()
    if user is None:
        user = User.objects.create_user(f"reader_{role}", password="a long enough secret 7")
        user.roles.add(Role.objects.get(code=role))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def may_open(name: str, role: str) -> bool:
    who = TABLE[name]
    return who == "signed_in" or role in who


@pytest.fixture
def unprinted(monkeypatch) -> None:
    """What a page would print, without printing thousands of rows: they are compared as values. Nor a refusal."""

    def render(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
        answer = HttpResponse()
        answer.values = context
        return answer

    monkeypatch.setattr(view, "render", render)
    monkeypatch.setattr(errors, "_page", lambda _request, status, *_words: HttpResponse(status=status))


def page(client: Client, name: str, query: str = ""):
    answer = client.get(f"{address(name)}?{query}")
    assert answer.status_code == 200, (name, query, answer.status_code)
    return context_of(answer)


def context_of(answer):
    return getattr(answer, "values", None) or answer.context


@cache
def widest(name: str) -> str:
    """The role that sees most of a list."""
    roles = [role for role in ROLES if may_open(name, role)]
    answers = {role: reader(role).get(address(name)) for role in roles}
    return max(
        roles,
        key=lambda role: (
            context_of(answers[role])["page"].paginator.count if answers[role].status_code == 200 else 0
        ),
    )


def keys(table) -> list[tuple]:
    """The rows as values, in the order of their columns."""
    return [tuple(str(value_of(row.get(column.key))) for column in table.columns) for row in table.rows]


@pytest.mark.parametrize("name", LISTS)
def test_each_role_sees_the_list_or_is_refused(demo, db, name, unprinted):
    answers = {role: reader(role).get(address(name)).status_code for role in ROLES}
    may = {role for role in ROLES if may_open(name, role)}
    opened = {role for role, status in answers.items() if status == 200}
    # Who may open lists of a kind may still see none of what one of them names.
    assert opened <= may if name in KEYS else opened == may
    assert opened and {answers[role] for role in ROLES if role not in may} <= {403}


@pytest.mark.parametrize("name", LISTS)
def test_filters_leave_rows_out_and_orders_keep_them(demo, db, name, monkeypatch, unprinted):
    monkeypatch.setattr(LISTS[name], "per_page", 100_000)
    client = reader(widest(name))
    first = page(client, name)
    every = sorted(keys(first["table"]))
    assert every, "the demonstration city has rows of each list"
    part = NARROWED.get(name, "")
    rows = sorted(keys(page(client, name, part)["table"])) if part else every
    assert rows
    for key in first["list"].orders:
        for order in (key, f"-{key}"):
            assert sorted(keys(page(client, name, f"{part}sort={order}")["table"])) == rows, order
    for filter in first["list"].filters:
        within, there = ("", every) if part.startswith(f"{filter.name}=") else (part, rows)
        for value in sorted(filter.values)[:MOST_CHOICES] or ["2024-01-01" if filter.kind == "day" else "市"]:
            narrowed = keys(page(client, name, f"{within}{filter.name}={value}")["table"])
            is_other = filter.name in OTHER_ROWS.get(name, ())
            assert is_other or set(narrowed) <= set(there), (filter.name, value)
    nonsense = "&".join(f"{filter.name}=%01%20" for filter in first["list"].filters)
    assert (
        sorted(keys(page(client, name, f"{nonsense}&sort=nonsense&page=x&column=nonsense")["table"])) == every
    )


@pytest.mark.parametrize("name", LISTS)
def test_the_file_holds_the_rows_of_all_pages(demo, db, name, monkeypatch, unprinted):
    client = reader(widest(name))
    shown = page(client, name)
    if not shown["export"]:
        assert not LISTS[name].export
        return
    monkeypatch.setattr(LISTS[name], "per_page", 500)
    pages = range(1, page(client, name)["page"].paginator.num_pages + 1)
    rows = [row for number in pages for row in keys(page(client, name, f"page={number}")["table"])]
    written = []
    monkeypatch.setattr(downloads, "workbook", lambda table, user: written.append(table) or b"")
    answer = client.get(f"{address(name)}?{shown['export']}")
    assert answer["Content-Disposition"].startswith("attachment")
    # The file holds the columns besides that a page leaves to a choice.
    columns = [column.key for column in shown["table"].columns]
    assert set(columns) <= {column.key for column in written[0].columns}
    assert [tuple(str(value_of(row.get(key))) for key in columns) for row in written[0].rows] == rows


@pytest.mark.parametrize("name", LISTS)
def test_columns_are_chosen(demo, db, name):
    client = reader(widest(name))
    second = page(client, name)["table"].columns[1].key
    table = page(client, name, f"column={second}")["table"]
    assert [column.key for column in table.columns] == [second]


@pytest.mark.parametrize("name", LISTS)
def test_the_number_of_queries_is_the_same_with_many_rows(demo, db, name, monkeypatch):
    client = reader(widest(name))
    counts = {}
    for per_page in (200, 2, 200):  # the first time a process reads what it keeps
        monkeypatch.setattr(LISTS[name], "per_page", per_page)
        requests_counted.clear()
        with CaptureQueriesContext(connection) as queries:
            page(client, name)
        counts[per_page] = len(queries)
    assert counts[200] == counts[2] or counts[200] <= OF_SEVERAL.get(name, 0)
