"""The procedures of the product, in the order in which their rooms registered them."""

from __future__ import annotations

from typing import Any

from keqiao.web.audit import actions
from keqiao.web.procedures.action import Words
from keqiao.web.procedures.declaration import Procedure, Waiting

_procedures: dict[str, Procedure[Any]] = {}


def register(*procedures: Procedure[Any]) -> None:
    """Make procedures known: their waiting items to the to-do lists, the words of their actions to the audit log."""
    for procedure in procedures:
        if _procedures.setdefault(procedure.name, procedure) is not procedure:
            raise ValueError(f"two procedures are called {procedure.name!r}")
        actions.add(audit_words(procedure))


def registered() -> list[Procedure[Any]]:
    """Return every procedure."""
    return list(_procedures.values())


def audit_words(procedure: Procedure[Any]) -> dict[str, Words]:
    """Return what the audit log calls the actions of a procedure, by code."""
    if not procedure.log:
        return {}
    return {f"{procedure.log}{action.name}": action.logged or action.words for action in procedure.actions}


def waiting(user: Any) -> list[Waiting]:
    """Return everything that waits for ``user`` in any procedure."""
    return [item for procedure in registered() for item in procedure.waiting(user)]
