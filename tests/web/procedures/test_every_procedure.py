"""Every action of every procedure, in every state, by every role: allowed ones happen whole, others not at all."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from tests.web.procedures.conftest import Case

from keqiao.web.audit.actions import in_words
from keqiao.web.audit.models import Entry
from keqiao.web.procedures.acting import visible
from keqiao.web.procedures.registry import PROCEDURES

pytestmark = pytest.mark.django_db
EACH = pytest.mark.parametrize("procedure", list(PROCEDURES), ids=lambda procedure: procedure.name)


@EACH
def test_a_declaration_is_whole(procedure):
    """Actions lead from states to states of the procedure, each state is reached, each action has words."""
    states = set(procedure.states)
    reached = {action.to for action in procedure.actions if action.to is not None}
    first = procedure.model._meta.get_field("state").default if _has_state(procedure) else None
    assert {state for action in procedure.actions for state in action.at} <= states
    assert reached <= states
    assert states - reached <= {first}, "no action leads there"
    for action in procedure.actions:
        assert str(action.words) and action.rights
    for code, words in procedure.audit_words().items():
        assert in_words(code) == str(words) != code
    for awaited in procedure.awaited:
        assert set(awaited.actions) <= set(procedure.by_name)


def _has_state(procedure):
    return any(field.name == "state" for field in procedure.model._meta.fields)


@EACH
def test_each_action_in_each_state_by_each_role(procedure, request):
    case: Case = request.getfixturevalue(f"{procedure.name}_case")
    allowed = set()
    for state in procedure.states:
        with transaction.atomic():
            case.put(state)
            for user in case.users:
                allowed |= {(state, name) for name in walked(procedure, case, user)}
            transaction.set_rollback(True)
    possible = {(state, action.name) for action in procedure.actions for state in action.at}
    assert allowed <= possible
    assert possible - allowed <= case.never, "nobody may do it"


def walked(procedure, case, user):
    """Try every action as ``user``; yield the names of those that were allowed."""
    for action in procedure.actions:
        if not action.at:
            continue
        row = procedure.model._default_manager.get(pk=case.pk)
        seen = visible(procedure, user).filter(pk=case.pk).exists()
        decision = procedure.decide(user, row, action.name)
        before = picture(procedure, case.pk)
        assert decision or decision.reason, f"{action.name}: refused without a reason"
        with transaction.atomic():
            try:
                with procedure.acting(user, case.pk, action.name, reason="理由") as work:
                    work.detail["tried"] = True
                    case.do.get(action.name, nothing)(work)
            except Http404:
                assert not seen
                assert picture(procedure, case.pk) == before
            except PermissionDenied as refused:
                assert seen and not decision and str(refused) == decision.reason
                assert picture(procedure, case.pk) == before
            except ValidationError as refused:
                assert decision and " ".join(refused.messages).strip()
                assert picture(procedure, case.pk) == before
            else:
                assert seen and decision
                whole(procedure, case.pk, action, before)
                yield action.name
            transaction.set_rollback(True)


def nothing(work):
    """What most actions do besides what the frame does."""


def picture(procedure, pk):
    """A row with everything that an action writes beside it."""
    row = procedure.model._default_manager.filter(pk=pk).values().get()
    steps = (
        procedure.model._default_manager.get(pk=pk).steps.count() if hasattr(procedure.model, "steps") else 0
    )
    return row, steps, Entry.objects.count()


def whole(procedure, pk, action, before):
    """What an action that happened has left: the state, the step, the edition and the audit entry."""
    (row, steps, entries), (row_before, steps_before, entries_before) = picture(procedure, pk), before
    assert row.get("state") == (action.to or row_before.get("state"))
    assert entries == entries_before + bool(procedure.log)
    if procedure.log:
        assert Entry.objects.latest("number").action == f"{procedure.log}{action.name}"
    if "edition" in row:
        assert row["edition"] == row_before["edition"] + 1
    if hasattr(procedure.model, "steps") and row["state"] != row_before["state"]:
        assert steps > steps_before


@EACH
def test_what_waits_for_somebody_can_be_done_by_them(procedure, request):
    case: Case = request.getfixturevalue(f"{procedure.name}_case")
    waited = set()
    for state in procedure.states:
        with transaction.atomic():
            case.put(state)
            for user in case.users:
                for awaited in procedure.awaited:
                    for row in procedure.waiting_rows(user, awaited):
                        assert any(procedure.decide(user, row, name) for name in awaited.actions)
                        waited.add(awaited.words)
            transaction.set_rollback(True)
    assert len(waited) == len(procedure.awaited), "something waits for nobody"
