"""Targets of attraction: added for a node, and brought from stage to stage, each step with what was said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import User
from keqiao.web.audit.clock import present, today
from keqiao.web.planning.documents import CHAINS
from keqiao.web.planning.models import AttractionTarget
from keqiao.web.planning.procedure import ATTRACTIONS


def add(actor: Actor, given: Mapping[str, Any]) -> AttractionTarget:
    """Add a target for a node. Raises PermissionDenied, ValidationError by field."""
    problems: dict[str, Any] = {}
    for name, missing in (
        ("name", _("Name the institution or team.")),
        ("field", _("Say what it would bring.")),
    ):
        if not str(given.get(name) or "").strip():
            problems[name] = missing
    if CHAINS.in_force().placed(str(given.get("node") or "")) is None:
        problems["node"] = _("Choose a node of the chains in force.")
    if problems:
        raise ValidationError(problems)
    target = AttractionTarget(
        name=str(given["name"]).strip(),
        kind=given["kind"],
        node=given["node"],
        field=str(given["field"]).strip(),
        owner=given["owner"],
        due_on=_checked_day(given["due_on"]),
        moved_at=present(),
    )
    with ATTRACTIONS.making(actor, target, "add") as work:
        work.detail["name"] = target.name
    return target


def take_step(
    actor: Actor, pk: int, name: str, reason: str, due_on: date | None = None, *, since: int | None = None
) -> AttractionTarget:
    """Take a step: what was said or agreed, and until when the next one is due (the same day where none is given)."""
    day = None if due_on is None else _checked_day(due_on)
    with ATTRACTIONS.acting(actor, pk, name, since=since, reason=reason) as work:
        if day is not None:
            work.change(due_on=day)
        if work.to is not None:
            work.row.moved_at = work.at
    return work.row


def hand_over(
    actor: Actor, pk: int, owner: User, reason: str, *, since: int | None = None
) -> AttractionTarget:
    """Give a target into another person's hands; kept as a contact with its reason."""
    with ATTRACTIONS.acting(actor, pk, "note", since=since, reason=reason) as work:
        work.note("owner", str(work.row.owner), str(owner))
        work.row.owner = owner
    return work.row


def _checked_day(day: date) -> date:
    if day < today():
        raise ValidationError({"due_on": _("The next step is due today or later.")})
    return day
