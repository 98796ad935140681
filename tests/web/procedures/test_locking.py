"""A row is found, locked and awaited for everybody: what a role sees is a query that a database may refuse."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from tests.web.procedures.conftest import Case

from keqiao.web.procedures.execution import visible
from keqiao.web.procedures.registry import PROCEDURES

pytestmark = [pytest.mark.django_db, pytest.mark.stricter_database]


def is_locked(procedure, user, case: Case, name: str) -> bool:
    """Begin an action as a user and take it back; whether there was a row to be locked."""
    try:
        with transaction.atomic(), procedure.acting(user, case.pk, name, reason="理由"):
            raise ValidationError("as far as here")
    except Http404:
        return False
    except (PermissionDenied, ValidationError):
        return True


@pytest.mark.parametrize("procedure", list(PROCEDURES), ids=lambda procedure: procedure.name)
def test_everybody_who_sees_a_row_can_lock_it(procedure, request):
    case: Case = request.getfixturevalue(f"{procedure.name}_case")
    action = next(action for action in procedure.actions if action.at)
    case.put(next(state for state in procedure.states if state in action.at))
    for user in case.users:
        sees = visible(procedure, user).filter(pk=case.pk).exists()
        assert is_locked(procedure, user, case, action.name) == sees
        procedure.waiting(user)
        for awaited in procedure.awaited:
            list(procedure.waiting_rows(user, awaited))
