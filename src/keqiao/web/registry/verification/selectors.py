"""What waits for verification over all registers, what was questioned, and what is said of one row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.models import Platform, Record, RowState, Sample, VerificationLine
from keqiao.web.registry.models.record import EDIT_RIGHTS
from keqiao.web.registry.registers import REGISTERS, Register


def verifiable() -> list[Register]:
    """Return the registers whose rows are verified, in the order of the page of registers."""
    return [register for register in REGISTERS.values() if register.model.is_verifiable()]


def waiting_rows(register: Register, platform: Platform | None = None) -> QuerySet:
    """Return the rows of a register that wait, of a platform where one is named."""
    return _of(register.model.objects.waiting(), platform)


def questioned_rows(user: Actor, register: Register, platform: Platform | None = None) -> QuerySet:
    """Return the rows of a register that were sent back: all for the bureau, else those that the user keeps."""
    rows = register.model.objects.questioned().visible_to(user)
    if user.scope_for("registry.verify") != "all":
        rows = rows.editable_by(user)
    return _of(rows, platform)


def _of(rows: Any, platform: Platform | None) -> QuerySet:
    if platform is None:
        return rows
    return rows.none() if rows.model.platform_path is None else rows.of_platforms([platform.pk])


def numbers(queries: Iterable[tuple[Register, QuerySet]]) -> dict[str, int]:
    """Return how many rows each query has, by the key of its register: one question to the database."""
    counted = [
        rows.order_by()
        .values(key=Value(register.key))
        .annotate(n=Count("pk", distinct=True))
        .values_list("key", "n")
        for register, rows in queries
        if not rows.query.is_empty()
    ]
    return dict(counted[0].union(*counted[1:], all=True)) if counted else {}


def waiting_number(user: Actor) -> int:
    """Return how many rows wait for the bureau; 0 for others than those who verify."""
    if user.scope_for("registry.verify") != "all":
        return 0
    return sum(numbers((register, waiting_rows(register)) for register in verifiable()).values())


def questioned_number(user: Actor) -> int:
    """Return how many rows that the user keeps were sent back; 0 for who keeps none."""
    if not any(user.has_right(right) for right in EDIT_RIGHTS) or user.scope_for("registry.verify") == "all":
        return 0
    return sum(numbers((register, questioned_rows(user, register)) for register in verifiable()).values())


def slices(counts: dict[str, int], first: int, most: int) -> list[tuple[Register, int, int]]:
    """Return which rows of which registers a page holds that begins at row ``first``: (register, from, to)."""
    ranges, passed = [], 0
    for key, count in counts.items():
        start, end = max(first - passed, 0), min(first + most - passed, count)
        if start < end:
            ranges.append((REGISTERS[key], start, end))
        passed += count
    return ranges


@dataclass(frozen=True)
class VerificationStatus:
    """What is said of a row: its state, who said so when and how, and why it was sent back."""

    state: RowState
    label: str
    tone: str
    text: str
    reason: str = ""


TONES = {RowState.VERIFIED: "good", RowState.SAMPLED: "good", RowState.QUESTIONED: "watch"}


def verification_status(row: Record, until: datetime | None = None) -> VerificationStatus | None:
    """Return what is said of a row (as known at ``until``); None for reference data, which is not verified."""
    if not row.is_verifiable():
        return None
    state = RowState(row.verification)
    lines = VerificationLine.objects.filter(model=row._meta.label, row=row.pk)
    if until is not None:
        lines = lines.filter(at__lte=until)
    last = lines.select_related("verification__by", "verification__sample__by").order_by("-pk").first()
    label = str(state.label)
    if last is None:
        return VerificationStatus(state, label, "", _("Nobody of the bureau has verified it yet."))
    act = last.verification
    when = {"user": act.by, "day": timezone.localdate(last.at).isoformat()}
    if state == RowState.REPORTED:
        text = _("Changed since %(user)s looked at it on %(day)s.") % when
    elif state == RowState.QUESTIONED:
        text = _("Sent back by %(user)s on %(day)s.") % when
    elif act.sample is not None:
        text = _("Not looked at itself: %(sample)s, by %(user)s on %(day)s.") % {"sample": act.sample, **when}
        if row.pk in act.sample.drawn:
            text = _("Looked at as one of %(sample)s, by %(user)s on %(day)s.") % {
                "sample": act.sample,
                **when,
            }
    else:
        text = _("By %(user)s on %(day)s, %(way)s.") % {**when, "way": act.get_way_display()}
    return VerificationStatus(
        state, label, TONES.get(state, ""), text, act.reason if state == RowState.QUESTIONED else ""
    )


def acts(row: Record, until: datetime | None = None) -> list[VerificationLine]:
    """Return everything that was said of a row, newest first."""
    lines = VerificationLine.objects.filter(model=row._meta.label, row=row.pk)
    if until is not None:
        lines = lines.filter(at__lte=until)
    return list(lines.select_related("verification__by", "verification__sample").order_by("-pk")[:100])


def open_samples(user: Actor) -> Sequence[Sample]:
    """Return the samples that the user drew and has not finished."""
    return list(Sample.objects.filter(by=user.pk, state=Sample.State.OPEN).select_related("platform"))
