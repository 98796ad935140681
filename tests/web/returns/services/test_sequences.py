"""Random people do random things in random order; what must always hold (model.md §5) holds after every step."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import examples

from keqiao.web.facts.models import Fact
from keqiao.web.returns.models import Cell, Return, Step, Submission
from keqiao.web.returns.procedure import RETURNS
from keqiao.web.returns.services import filling, locking, review, submission
from keqiao.web.returns.services.filling import CellEntry

PEOPLE = ("officer_1", "officer_2", "officer_3", "clerk_1", "director_1", "clerk_2", "auditor", "congress")
TYPED = ("market_income", "total_expenditure", "rd_expenditure")
amounts = st.integers(0, 5).map(Decimal)
codes = st.sampled_from(TYPED)


def _fill(who, pk, code, amount):
    filling.save_cells(who, pk, {code: CellEntry(amount)})


def _complete(who, pk, code, amount):
    filling.save_cells(who, pk, {one: CellEntry(amount + 1) for one in TYPED})


DOINGS = {
    "fill": _fill,
    "complete": _complete,
    "submit": lambda who, pk, code, amount: submission.submit(who, pk, "王院长"),
    "recall": lambda who, pk, code, amount: submission.recall(who, pk),
    "begin": lambda who, pk, code, amount: review.begin(who, pk),
    "pass_cell": lambda who, pk, code, amount: review.pass_cells(who, pk, [code]),
    "pass_all": lambda who, pk, code, amount: review.pass_cells(who, pk),
    "doubt_cell": lambda who, pk, code, amount: review.doubt_cells(who, pk, {code: "核对"}),
    "verify": lambda who, pk, code, amount: review.verify(who, pk, code, amount, "核定"),
    "send_back": lambda who, pk, code, amount: review.send_back(who, pk),
    "pass_first": lambda who, pk, code, amount: review.pass_first(who, pk),
    "pass_second": lambda who, pk, code, amount: review.pass_second(who, pk),
    "lock": lambda who, pk, code, amount: locking.lock(who, pk),
    "ask_unlock": lambda who, pk, code, amount: locking.ask_unlock(who, pk, "更正"),
    "grant_unlock": lambda who, pk, code, amount: locking.grant_unlock(who, pk),
    "refuse_unlock": lambda who, pk, code, amount: locking.refuse_unlock(who, pk, "不同意"),
}
NAMES = {"complete": "fill", "pass_all": "pass_cell"}
"""Doings that are another action by name."""

FORWARD = (
    ("clerk_1", "complete"),
    ("director_1", "submit"),
    ("officer_1", "begin"),
    ("officer_1", "pass_all"),
    ("officer_1", "pass_first"),
    ("officer_2", "pass_all"),
    ("officer_2", "pass_second"),
    ("officer_3", "lock"),
    ("clerk_1", "ask_unlock"),
    ("officer_2", "grant_unlock"),
)
"""The straight way: random doings alone would seldom reach a lock."""

doings = st.one_of(
    st.tuples(st.just("forward"), st.integers(1, 6), codes, amounts),
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(sorted(DOINGS)), codes, amounts),
)


def picture(form):
    """What a form says: state, version and every cell."""
    cells = form.cells.order_by("pk").values_list("pk", "value", "not_applicable", "state", "verified_value")
    return form.state, form.version, tuple(cells)


class Watch:
    """Does things to a form and looks after each whether the invariants hold."""

    def __init__(self, world):
        self.world, self.pk = world, world.form.pk
        self.other = picture(Return.objects.get(pk=world.other.pk))
        self.sent = {}

    def do(self, who, doing, code, amount):
        """Do one thing; tell whether it was allowed."""
        form = Return.objects.get(pk=self.pk)
        before, facts = picture(form), set(Fact.objects.values_list("pk", flat=True))
        steps = Step.objects.filter(form=form).count()
        user = getattr(self.world, who)
        action = NAMES.get(doing, doing)
        decision = RETURNS.decide(user, form, action)
        try:
            with transaction.atomic():
                DOINGS[doing](user, self.pk, code, amount)
        except (PermissionDenied, ValidationError, Http404) as refused:
            self._refused(refused, before, steps, facts)
            return False
        assert decision, f"{who} did {doing} though {decision.reason}"
        self._done(who, action, before, facts)
        return True

    def _refused(self, refused, before, steps, facts):
        after = Return.objects.get(pk=self.pk)
        assert picture(after) == before  # nothing half-written
        assert Step.objects.filter(form=after).count() == steps
        assert set(Fact.objects.values_list("pk", flat=True)) == facts
        if not isinstance(refused, Http404):
            assert " ".join(getattr(refused, "messages", [str(refused)])).strip()  # every refusal says why

    def _done(self, who, action, before, facts):
        form = Return.objects.get(pk=self.pk)
        state, version, cells = picture(form)
        # A change of state is one that the table of actions allows.
        assert before[0] in RETURNS.by_name[action].at
        assert state == (RETURNS.by_name[action].to or before[0])
        assert version == before[1] + (action == "grant_unlock")
        # No locked or passed form changes a figure; a locked one is opened by a granted request only.
        if before[0] in {Return.State.LOCKED, Return.State.PASSED, Return.State.SUBMITTED}:
            assert [cell[1:3] for cell in cells] == [cell[1:3] for cell in before[2]]
        if before[0] == Return.State.LOCKED and state != before[0]:
            assert action == "grant_unlock"
            assert form.unlock_requests.filter(state="granted", version=before[1]).exists()
        # Passed figures stay passed while the platform corrects the others.
        if before[0] == Return.State.SENT_BACK and action == "fill":
            kept = {Cell.State.PASSED_FIRST, Cell.State.PASSED}
            assert [cell for cell in before[2] if cell[3] in kept] == [
                now for cell, now in zip(before[2], cells, strict=True) if cell[3] in kept
            ]
        # Facts come from locks only, and none is lost.
        now = set(Fact.objects.values_list("pk", flat=True))
        assert facts <= now
        assert now == facts or action == "lock"
        if state == Return.State.LOCKED:
            self._facts_say_what_the_form_says(form)
        # Hand-ins are never rewritten, and nobody else's form is touched.
        for sent in Submission.objects.filter(form=form):
            assert self.sent.setdefault(sent.pk, sent.values) == sent.values
        assert picture(Return.objects.get(pk=self.world.other.pk)) == self.other
        assert who not in {"clerk_2", "auditor", "congress"}
        people = [form.submitted_by_id, form.first_reviewer_id, form.second_reviewer_id]
        if state in {Return.State.PASSED, Return.State.LOCKED}:
            assert len({*people} - {None}) == 3

    def _facts_say_what_the_form_says(self, form):
        standing = {
            (fact.measure.code, fact.basis): fact.value
            for fact in Fact.objects.filter(superseded_by=None, platform=form.platform).select_related(
                "measure"
            )
        }
        for cell in form.cells.select_related("item__measure"):
            if cell.is_typed and cell.is_given:
                assert standing[cell.item.measure.code, "reported"] == cell.value
            if cell.verified_value is not None:
                assert standing[cell.item.measure.code, "verified"] == cell.verified_value


def forward(watch, steps):
    """Go the straight way on from where the form stands."""
    for _ in range(steps):
        state = Return.objects.get(pk=watch.pk).state
        for who, doing in FORWARD:
            action = RETURNS.by_name[NAMES.get(doing, doing)]
            done = state in action.at and watch.do(who, doing, "market_income", Decimal(3))
            if done and action.to is not None:
                break


@settings(
    max_examples=examples(25, again=3),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(doings, min_size=4, max_size=25))
def test_whatever_people_do_the_invariants_hold(opened, sequence):
    with transaction.atomic():
        watch = Watch(opened)
        for who, doing, code, amount in sequence:
            if who == "forward":
                forward(watch, doing)
            else:
                watch.do(who, doing, code, amount)
        transaction.set_rollback(True)


def test_the_straight_way_leads_to_the_lock_and_back(opened):
    watch = Watch(opened)
    reached = []
    for _ in range(8):
        forward(watch, 1)
        reached.append(Return.objects.get(pk=watch.pk).state)
    assert {"submitted", "first_review", "second_review", "passed", "locked", "draft"} <= set(reached)


@pytest.mark.parametrize("name", ["officer_1", "clerk_1", "auditor"])
def test_a_decision_names_a_reason_whenever_it_is_no(opened, name):
    for action in RETURNS.by_name:
        decision = RETURNS.decide(getattr(opened, name), opened.form, action)
        assert decision or decision.reason
