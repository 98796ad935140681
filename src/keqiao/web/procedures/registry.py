"""The procedures of the product, as the rooms declare them (``provides={"procedures.procedures": …}``)."""

from __future__ import annotations

from functools import cache
from typing import Any

from keqiao.web.accounts.actors import Actor
from keqiao.web.procedures.action import Words
from keqiao.web.procedures.declaration import Procedure, ToDo
from keqiao.web.site.rooms import Registry

PROCEDURES: Registry[Procedure[Any]] = Registry("procedures.procedures")


@cache
def audit_words() -> dict[str, Words]:
    """Return what the audit log calls the actions of all procedures, by code."""
    return {code: words for procedure in PROCEDURES for code, words in procedure.audit_words().items()}


def waiting(user: Actor) -> list[ToDo]:
    """Return everything that waits for ``user`` in any procedure."""
    return [item for procedure in PROCEDURES for item in procedure.waiting(user)]
