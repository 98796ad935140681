"""All ways to a fact, tried by all roles in any order, keep three promises.

No fact stands without two different people; what a collection asks changes by the lock of its return only; a platform's
user alone changes no standing fact. The ways: proposals by page and service, forms of returns by page, API and
workbook, their reviews, lock and unlocking; the panel has its own tests, the demonstration is asked in its room.
"""

import io
import json
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import Http404
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import examples
from tests.web.conftest import PASSWORD
from tests.web.papers import PDF
from tests.web.returns.conftest import collection_of, people_of
from tests.web.savepoints import savepoint

from keqiao.web.accounts.models import Role, User
from keqiao.web.facts.models import Evidence, Fact, FigureProposal
from keqiao.web.facts.services import confirm, propose
from keqiao.web.returns.models import Return
from keqiao.web.returns.services.collections import RequestedMeasure
from keqiao.web.returns.uploading.books import form_workbook
from keqiao.web.returns.uploading.columns import heading

ASKED, FREE, BONUS = "market_income", "operating_revenue", "national_recognitions"
PLATFORM = ("clerk_1", "clerk_2", "director_1", "director_2", "old")
"""``old``: a clerk whose role of an older installation still gives the rights to record and to confirm."""
BUREAU = ("officer_1", "officer_2", "officer_3")
OTHERS = (
    "auditor",
    "congress",
    "expert",
    "leader",
    "broker",
    "firm",
    "investor",
    "finance_officer",
    "system_admin",
)
ROLES_OF_OTHERS = ("expert", "leader", "broker", "firm", "investor", "finance_officer", "system_admin")
STEPS = ("begin", "pass", "send-back", "lock", "recall", "submit")

anybody = st.sampled_from((*PLATFORM, *BUREAU, *BUREAU, *OTHERS))
amounts = st.integers(1, 10**6)
forms = st.integers(0, 1)
periods = st.sampled_from(("2023", "2023Q4", "2022", "2023-12", "2023-12-31"))
places = st.sampled_from(("P01", "P02", ""))
bases = st.sampled_from(("reported", "verified"))
codes = st.sampled_from((ASKED, FREE, BONUS))
acts = st.one_of(
    st.tuples(st.just("propose"), anybody, codes, places, periods, bases, amounts),
    st.tuples(st.just("propose_past_the_page"), anybody, codes, places, periods, bases, amounts),
    st.tuples(
        st.just("decide"), anybody, st.sampled_from(("confirm", "refuse", "withdraw")), st.integers(0, 9)
    ),
    st.tuples(st.just("confirm_past_the_page"), anybody, st.integers(0, 9)),
    st.tuples(st.just("fill"), anybody, forms, amounts),
    st.tuples(st.just("fill_by_interface"), anybody, forms, amounts),
    st.tuples(st.just("upload"), anybody, forms, amounts),
    st.tuples(st.just("step"), anybody, forms, st.sampled_from(STEPS)),
    st.tuples(st.just("step_by_interface"), anybody, forms, st.sampled_from((*STEPS, "pass-second"))),
    st.tuples(st.just("unlock"), anybody, anybody, forms),
    st.tuples(st.just("whole_way"), st.permutations(BUREAU), forms, amounts),
)


def standing() -> dict[tuple, tuple]:
    """What stands: (measure, platform, period, basis) → (fact, value)."""
    rows = Fact.objects.current().values_list(
        "measure__code", "platform__code", "period", "basis", "pk", "value"
    )
    return {row[:4]: row[4:] for row in rows}


class World:
    """A small bureau with a collection that asks two platforms one figure, and everybody's signed-in client."""

    def __init__(self, roles: dict[str, Role]) -> None:
        self.bureau = people_of(roles)
        for code in ROLES_OF_OTHERS:
            User.objects.create_user(code, password=PASSWORD).roles.add(roles[code])
        old = Role.objects.create(
            code="old_clerk",
            name="旧版填报员",
            scope="own",
            rights=[*roles["platform_clerk"].rights, "facts.record", "facts.confirm"],
        )
        User.objects.create_user("old", password=PASSWORD, unit=self.bureau.P01.unit).roles.add(old)
        collection_of(self.bureau, asked=(RequestedMeasure(ASKED),), due_on=date(2024, 3, 31))
        self.users = {user.username: user for user in User.objects.all()}
        self.clients: dict[str, Client] = {}
        self.before = standing()

    def post(self, who: str, address: str, data: object = None, *, lock: bool = False, **how: str):
        """One request of one person, and what it may have changed."""
        if who not in self.clients:
            self.clients[who] = Client()
            self.clients[who].force_login(self.users[who], "django.contrib.auth.backends.ModelBackend")
        send = self.clients[who].patch if how.pop("method", "") == "patch" else self.clients[who].post
        with savepoint():
            answer = send(address, data or {}, **how)
        assert answer.status_code < 500, address
        self.look(who, lock=lock and answer.status_code in {200, 302})
        return answer

    def look(self, who: str, *, lock: bool = False) -> None:
        """The three promises, after something that ``who`` alone did."""
        after = standing()
        places = after.keys() | self.before.keys()
        changed = [place for place in places if after.get(place) != self.before.get(place)]
        for code, platform, *_place in changed:
            assert who in BUREAU, f"{who} alone changed a standing fact"
            if code == ASKED and _place[0] != "2022":
                assert lock, f"{who} changed what is asked without a lock"
                assert Return.objects.get(platform__code=platform).state == "locked"
        for fact in Fact.objects.select_related("recorded_by", "confirmed_by"):
            assert fact.recorded_by_id != fact.confirmed_by_id
            assert fact.confirmed_by.username in BUREAU
        self.before = after

    def form(self, number: int) -> Return:
        """One of the two forms."""
        return list(Return.objects.order_by("pk"))[number]

    def propose(self, who, code, place, *rest):
        period, basis, value = rest
        self.post(
            who,
            "/facts/record/",
            {
                "measure": code,
                "platform": place,
                "period": period,
                "basis": basis,
                "value": value,
                "source_kind": "self_report",
                "reason": "补录",
                "evidence": SimpleUploadedFile("a.pdf", PDF),
                "confirmed": "on",
            },
        )

    def propose_past_the_page(self, who, code, place, *rest):
        period, basis, value = rest
        platform = getattr(self.bureau, place) if place else None
        files = Evidence.objects.all()[:1]
        try:
            with transaction.atomic():
                propose(
                    self.users[who],
                    code,
                    platform,
                    period,
                    Decimal(value),
                    reason="补录",
                    evidence=files,
                    basis=basis,
                    unit_checked=True,
                )
        except (PermissionDenied, ValidationError):
            pass
        self.look(who)

    def decide(self, who, step, which):
        keys = list(FigureProposal.objects.order_by("-pk").values_list("pk", flat=True)) or [0]
        data = {"reason": "核对", "confirmed": "on"}
        self.post(who, f"/facts/proposals/{keys[which % len(keys)]}/{step}/", data)

    def confirm_past_the_page(self, who, which):
        keys = list(FigureProposal.objects.order_by("-pk").values_list("pk", flat=True)) or [0]
        try:
            with transaction.atomic():
                confirm(self.users[who], keys[which % len(keys)], unit_checked=True)
        except (PermissionDenied, ValidationError, Http404):
            pass
        self.look(who)

    def fill(self, who, number, value):
        form = self.form(number)
        cell = form.cells.get(item__measure__code=ASKED)
        typed = {f"value-{ASKED}": value, f"since-{ASKED}": cell.edition, f"was-{ASKED}": ""}
        self.post(who, f"/returns/{form.pk}/save/", typed)

    def fill_by_interface(self, who, number, value):
        body = json.dumps({"cells": {ASKED: {"value": str(value)}}})
        address = f"/api/v1/returns/{self.form(number).pk}/cells"
        self.post(who, address, body, method="patch", content_type="application/json")

    def upload(self, who, number, value):
        form = self.form(number)
        book = openpyxl.load_workbook(io.BytesIO(form_workbook(self.users["officer_1"], form)))
        rows = list(book.worksheets[0].iter_rows())
        place = next(cell.column - 1 for row in rows for cell in row if cell.value == heading("value"))
        next(row for row in rows if any(cell.value == ASKED for cell in row))[place].value = value
        stream = io.BytesIO()
        book.save(stream)
        file = SimpleUploadedFile("a.xlsx", stream.getvalue())
        answer = self.post(who, f"/returns/{form.pk}/upload/", {"file": file})
        if answer.status_code == 302 and "/imports/" in answer["Location"]:
            self.post(who, f"{answer['Location']}apply/")

    def step(self, who, number, step):
        form = self.form(number)
        data = {
            "reason": "核对",
            "signed_by": "王院长",
            "edition": form.edition,
            "since": form.edition,
            f"mark-{ASKED}": "pass",
            f"reviewed-{ASKED}": "1",
        }
        self.post(who, f"/returns/{form.pk}/{step}/", data, lock=step == "lock")

    def step_by_interface(self, who, number, step):
        body = json.dumps({"reason": "核对", "signed_by": "王院长"})
        address = f"/api/v1/returns/{self.form(number).pk}/{step}"
        self.post(who, address, body, lock=step == "lock", content_type="application/json")

    def unlock(self, who, other, number):
        form = self.form(number)
        self.post(who, f"/returns/{form.pk}/unlock/", {"reason": "更正"})
        self.post(other, f"/returns/{form.pk}/unlock/decide/", {"grant": "1", "reason": "同意"})

    def whole_way(self, people, number, value):
        """A clerk, two reviewers and a lock, so that locked figures are reached often."""
        clerk = ("clerk_1", "clerk_2")[number]
        self.fill(clerk, number, value)
        first, second, third = people
        way = ((clerk, "submit"), (first, "begin"), (first, "pass"), (second, "pass"), (third, "lock"))
        for who, step in way:
            self.step(who, number, step)


@pytest.fixture
def world(roles):
    return World(roles)


def test_the_ways_lead_to_facts_at_all(world):
    """The walk below would hold if nothing ever worked."""
    world.whole_way(["officer_1", "officer_2", "officer_3"], 0, 120)
    locked = Fact.objects.get()
    assert (locked.origin, locked.recorded_by.username, locked.confirmed_by.username) == (
        "return",
        "clerk_1",
        "officer_2",
    )
    world.propose("officer_1", FREE, "P01", "2023", "verified", 99)
    world.decide("officer_2", "confirm", 0)
    assert Fact.objects.get(origin="proposal").confirmed_by.username == "officer_2"
    world.unlock("clerk_1", "officer_1", 0)
    world.whole_way(["officer_2", "officer_3", "officer_1"], 0, 130)
    assert standing()[ASKED, "P01", "2023", "reported"][1] == 1_300_000
    world.upload("clerk_2", 1, 5)
    assert world.form(1).cells.get().value == 50_000
    world.fill_by_interface("director_2", 1, 60_000)
    assert world.form(1).cells.get().value == 60_000


class Undone(Exception):
    """Takes back what a walk has written."""


@settings(
    max_examples=examples(25, again=3),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(walk=st.lists(acts, min_size=6, max_size=14))
def test_whatever_anybody_tries_in_any_order(world, walk):
    try:
        with savepoint():
            for act, *what in walk:
                getattr(world, act)(*what)
            raise Undone
    except Undone:
        world.before = standing()
