"""A row of each procedure, with the people who could act on it. A new procedure adds its own: ``<name>_case``."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.web.conftest import ROLES
from tests.web.returns.conftest import bureau, opened  # noqa: F401 (fixtures)

from keqiao.web.returns.models import UnlockRequest


@dataclass
class Case:
    """A row by its key; ``put`` brings it into a state; ``never``: what nobody does in it (state, action)."""

    pk: int
    put: Callable[[str], object]
    users: list[Any]
    never: set[tuple[str, str]] = field(default_factory=set)
    do: dict[str, Callable[[Any], object]] = field(default_factory=dict)
    """What the service of an action does without which the database refuses it."""


def everybody(user_with, *people):
    """One user of each role, without a unit, and ``people`` who have to do with the row."""
    return [*people, *(user_with(role, username=f"any_{role}") for role in ROLES)]


@pytest.fixture
def returns_case(opened, user_with):  # noqa: F811
    """A form of P01 with a request to unlock that waits."""
    people = (
        opened.clerk_1,
        opened.director_1,
        opened.clerk_2,
        opened.officer_1,
        opened.officer_2,
        opened.auditor,
    )
    form = opened.form

    def put(state: str) -> None:
        UnlockRequest.objects.filter(form=form).delete()
        if state == "locked":
            UnlockRequest.objects.create(form=form, version=1, requested_by=opened.clerk_1, reason="漏计")
        type(form).objects.filter(pk=form.pk).update(state=state)

    def grant(work) -> None:
        work.row.version += 1

    never = {("locked", "ask_unlock")}
    return Case(form.pk, put, everybody(user_with, *people), never, {"grant_unlock": grant})


@pytest.fixture
def collections_case(opened, user_with):  # noqa: F811
    """An open collection."""
    rows = type(opened.collection).objects.filter(pk=opened.collection.pk)
    return Case(rows.get().pk, lambda state: rows.update(state=state), everybody(user_with, opened.clerk_1))


@pytest.fixture
def unlocks_case(opened, user_with):  # noqa: F811
    """A request to unlock a form."""
    asked = UnlockRequest.objects.create(
        form=opened.form, version=1, requested_by=opened.clerk_1, reason="漏计"
    )
    rows = UnlockRequest.objects.filter(pk=asked.pk)
    return Case(asked.pk, lambda state: rows.update(state=state), everybody(user_with, opened.clerk_1))
