"""The first migration of an empty database in seconds, however many models there are.

Django draws a model of a migration's state anew together with all that are related to it, directly and through others,
and here nearly all are, through the user. That time grows with the square of their number. A new model leaves the
others as they are, and what concerns no relation (a constraint, an index) leaves all others as they are: in an empty
database these are drawn alone, and what else needs all of them is told to draw them first (``is_delayed``, Django's own
way to put this off). The tables are the same (tests/web/audit/test_schema.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.migrations.state import ProjectState

_all_related = ProjectState._find_reload_model  # type: ignore[attr-defined]


def _related(
    state: ProjectState, app_label: str, model_name: str, delay: bool = False
) -> set[tuple[str, str]]:
    if delay or model_name not in state.apps.all_models.get(app_label, {}):
        state.is_delayed = True
        return {(app_label, model_name)}
    return set(_all_related(state, app_label, model_name, delay))


@contextmanager
def models_drawn_alone() -> Iterator[None]:
    """Meanwhile a state draws a new model, and one whose relations do not change, without the others."""
    ProjectState._find_reload_model = _related  # type: ignore[attr-defined]
    try:
        yield
    finally:
        ProjectState._find_reload_model = _all_related  # type: ignore[attr-defined]
