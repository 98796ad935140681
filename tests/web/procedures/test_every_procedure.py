"""Every action of every procedure, in every state, by every role: allowed ones happen whole, others not at all."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from tests.web.procedures.conftest import Case

from keqiao.web.audit.actions import in_words
from keqiao.web.audit.models import Entry
from keqiao.web.procedures.execution import visible
from keqiao.web.procedures.registry import PROCEDURES

pytestmark = pytest.mark.django_db
EACH = pytest.mark.parametrize("procedure", list(PROCEDURES), ids=lambda procedure: procedure.name)


@EACH
def test_a_declaration_is_whole(procedure):
    """Actions lead from states to states of the procedure, each state is reached, each action has words."""
    states = set(procedure.states)
    reached = {action.to for action in procedure.actions if action.to is not None} | {*procedure.by_others}
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
    """Everybody is asked about; one who may, and one for each way of being refused, try it."""
    case: Case = request.getfixturevalue(f"{procedure.name}_case")
    allowed = set()
    for state in procedure.states:
        with transaction.atomic():
            case.put(state)
            row = procedure.model._default_manager.get(pk=case.pk)
            before = picture(procedure, case.pk)  # what is tried is taken back
            seen = {user: visible(procedure, user).filter(pk=case.pk).exists() for user in case.users}
            for action in (action for action in procedure.actions if action.at):
                decisions = {user: procedure.decide(user, row, action.name) for user in case.users}
                tries = {(seen[user], bool(decision)): user for user, decision in decisions.items()}
                for (is_seen, may), user in tries.items():
                    tried(procedure, case, action, user, decisions[user] if is_seen else None, before=before)
                    allowed |= {(state, action.name)} if is_seen and may else set()
                assert all(decision or decision.reason for decision in decisions.values())
            transaction.set_rollback(True)
    possible = {(state, action.name) for action in procedure.actions for state in action.at}
    assert allowed <= possible
    assert possible - allowed <= case.never, "nobody may do it"


def tried(procedure, case, action, user, decision, *, before):
    """Try an action as ``user``: it happens whole where it is allowed, and leaves nothing where it is not.

    ``decision``: None where the user does not see the row; ``before``: the picture of it.
    """
    with transaction.atomic():
        try:
            with procedure.acting(user, case.pk, action.name, reason="理由") as work:
                work.detail["tried"] = True
                case.do.get(action.name, nothing)(work)
        except Http404:
            assert decision is None
            assert picture(procedure, case.pk) == before
        except PermissionDenied as refused:
            assert decision is not None and not decision and str(refused) == decision.reason
            assert picture(procedure, case.pk) == before
        except ValidationError as refused:
            assert decision and " ".join(refused.messages).strip()
            assert picture(procedure, case.pk) == before
        else:
            assert decision
            whole(procedure, case.pk, action, before)
        transaction.set_rollback(True)


def nothing(work):
    """What most actions do besides what the frame does."""


def picture(procedure, pk):
    """A row with everything that an action writes beside it."""
    row = procedure.model._default_manager.get(pk=pk)
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return (
        fields | {"state": row.state},
        row.steps.count() if hasattr(row, "steps") else 0,
        Entry.objects.count(),
    )


def whole(procedure, pk, action, before):
    """What an action that happened has left: the state, the step, the edition and the audit entry."""
    (row, steps, entries), (row_before, steps_before, entries_before) = picture(procedure, pk), before
    assert row["state"] == (action.to or row_before["state"])
    assert entries == entries_before + bool(procedure.log)
    if procedure.log:
        assert Entry.objects.latest("number").action == f"{procedure.log}{action.name}"
    if "edition" in row:
        assert row["edition"] == row_before["edition"] + action.counts
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
