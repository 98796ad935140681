"""Writes of the rulebook: rules are made, changed, switched off and on; never deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require
from keqiao.web.audit.clock import present
from keqiao.web.audit.services import record
from keqiao.web.facts.models import Measure
from keqiao.web.procedures.refusals import ChangedMeanwhile
from keqiao.web.returns.checking.rules import ready
from keqiao.web.returns.checking.units import PREFIX
from keqiao.web.returns.models import CheckRule

FIELDS = ("title", "title_en", "expression", "severity", "advice", "advice_en")
RIGHT = "returns.open"
TAKEN = frozenset({"new", "read", "words"})
"""Codes that are addresses of pages."""


@transaction.atomic
def make_check(actor: Actor, stem: str, fields: Mapping[str, str]) -> CheckRule:
    """Add a rule, in use at once; its code is ``stem`` with the next free number.

    Raises PermissionDenied; RuleRefused for what is no condition; ValidationError by field.
    """
    require(actor, RIGHT)
    rule = CheckRule(code=_free_code(stem), changed_by=actor)
    _set(rule, fields)
    _check(rule)
    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError as error:
        raise ValidationError(_("Somebody else added a check at the same moment; save again.")) from error
    record(actor, "returns.create_check", rule, {"code": rule.code, "after": _state(rule)})
    return rule


def change_check(
    actor: Actor,
    code: str,
    fields: Mapping[str, str],
    *,
    since: int | None = None,
) -> CheckRule:
    """Change a rule. ``since``: the edition that the user had open. Raises also Http404 and ChangedMeanwhile."""
    return _write(actor, code, fields, action="returns.change_check", since=since)


def switch_check(actor: Actor, code: str, active: bool, *, since: int | None = None) -> CheckRule:
    """Take a rule out of use, or into use again if it can still be read."""
    return _write(actor, code, {"active": active}, action="returns.switch_check", since=since)


@transaction.atomic
def _write(
    actor: Actor,
    code: str,
    fields: Mapping[str, Any],
    *,
    action: str,
    since: int | None,
) -> CheckRule:
    require(actor, RIGHT)
    rule = CheckRule.objects.select_for_update().filter(code=code).first()
    if rule is None:
        raise Http404
    if since is not None and since != rule.edition:
        raise ChangedMeanwhile(changed_words(rule))
    before = _state(rule)
    _set(rule, fields)
    after = _state(rule)
    if before == after:
        return rule
    _check(rule)
    rule.edition += 1
    rule.changed_at, rule.changed_by = present(), actor
    rule.save()
    changed = [name for name in after if before[name] != after[name]]
    detail = {
        "code": rule.code,
        "before": {name: before[name] for name in changed},
        "after": {name: after[name] for name in changed},
    }
    record(actor, action, rule, detail)
    return rule


def changed_words(rule: CheckRule) -> str:
    """Say who changed a rule last."""
    return _("%(user)s changed this check at %(time)s; look at it again.") % {
        "user": rule.changed_by or _("The system"),
        "time": timezone.localtime(rule.changed_at).strftime("%Y-%m-%d %H:%M:%S"),
    }


def _set(rule: CheckRule, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        if name not in {*FIELDS, "active"}:
            raise ValidationError(_("A check has no field %(name)s.") % {"name": name[:40]})
        words = isinstance(value, str) and name != "expression"
        setattr(rule, name, value.replace("\0", "").strip() if words else value)


def _check(rule: CheckRule) -> None:
    """Raise ValidationError by field; a rule in use must be one that can be run."""
    rule.full_clean(exclude=["changed_by"])
    if rule.active:
        ready(rule.expression, list(Measure.objects.values_list("code", flat=True)))


def _state(rule: CheckRule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in (*FIELDS, "active")}


def _free_code(stem: str) -> str:
    """The next free code; never one of a page or of the unit guard."""
    start = stem[:50] or "check"
    if start in TAKEN or start.startswith(PREFIX):
        start = f"check_{start}"
    present = set(CheckRule.objects.filter(code__startswith=start).values_list("code", flat=True))
    number = 1
    while f"{start}_{number}" in present:
        number += 1
    return f"{start}_{number}"
