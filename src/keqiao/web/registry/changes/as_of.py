"""The registers as they were known at a moment, and as they were verified.

Inside :func:`as_known` every row says what it said then, so every list, search, count and derived figure reads the past
with the code that reads the present (ADR 0014). Inside :func:`as_verified` every row says what it said when it was
verified last, and rows that never were are not there (ADR 0020). Each register that says something else than now is
covered by a temporary table, and its rows are put back there (``overlay``, ADR 0026). Read everything inside, and write
nothing there: it would be lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.models import Exists, F, OuterRef, Q, Value

from keqiao.web.registry.changes.overlay import cover, overlaid
from keqiao.web.registry.changes.state import BATCH, State, batches, put, records
from keqiao.web.registry.models.changes import Change
from keqiao.web.registry.models.record import Record, RowState
from keqiao.web.registry.models.verification import Verification, VerificationLine


@contextmanager
def as_known(at: datetime) -> Iterator[None]:
    """Read the registers as they were known at ``at``; nothing that happens inside is kept, and nobody is held up."""
    with overlaid():
        _put_all_back(at)
        yield


@contextmanager
def as_verified(at: datetime | None = None) -> Iterator[None]:
    """Read the registers as they are verified, or were at ``at``; nothing that happens inside is kept.

    Each row says what its last verified version said. A row without one is not there, nor is a row that rests on one
    that is not there. Where another verified row has taken the place of an older version, the older one gives way.
    """
    with overlaid():
        if at is not None:
            _put_all_back(at)
        gone = {model for model in _unsettled() if _leave_verified(model, at)}
        _without_dangling(gone)
        yield


def changed_since(at: datetime) -> bool:
    """Whether any row says something else now than at ``at``, beyond what was recorded or withdrawn since."""
    return Change.objects.filter(at__gt=at).exclude(action=Change.Action.CREATED).exists()


def is_verified_since(at: datetime | None = None) -> bool:
    """Whether every row says what was verified, and nothing was changed or verified after ``at``: then the registers
    as verified are those as known. A query or two.
    """
    if at is not None and (
        Change.objects.filter(at__gt=at).exists() or VerificationLine.objects.filter(at__gt=at).exists()
    ):
        return False
    return not _unsettled()


def _unsettled() -> list[type[Record]]:
    """Return the registers in which some row does not say what was verified: one query, by the index."""
    listed = [model for model in records() if model.is_verifiable()]
    name = connection.ops.quote_name
    condition = ", ".join(
        f"EXISTS (SELECT 1 FROM {name(model._meta.db_table)} WHERE verification < {RowState.VERIFIED.value})"  # noqa: S608
        for model in listed
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {condition}")
        answers = cursor.fetchone()
    return [model for model, unsettled in zip(listed, answers, strict=True) if unsettled]


def _put_all_back(at: datetime) -> None:
    for model in _that_differ(at):
        cover(model)
        _put_back(model, at)


def _that_differ(at: datetime) -> list[type[Record]]:
    """The registers that have a row that was recorded, changed, withdrawn or verified after ``at``."""
    changed = set(Change.objects.filter(at__gt=at).order_by().values_list("model", flat=True).distinct())
    changed |= set(
        VerificationLine.objects.filter(at__gt=at).order_by().values_list("model", flat=True).distinct()
    )
    later = Q(recorded_at__gt=at) | Q(withdrawn_at__gt=at)
    return [
        model
        for model in records()
        if model._meta.label in changed or model._base_manager.filter(later).order_by().exists()
    ]


def _put_back(model: type[Record], at: datetime) -> None:
    rows: Any = model._base_manager
    later = rows.filter(recorded_at__gt=at)
    later._raw_delete(later.db)
    states: dict[int, State] = {}
    times: Counter[int] = Counter()
    changes = Change.objects.filter(model=model._meta.label, at__gt=at).exclude(action=Change.Action.CREATED)
    for row, before in changes.order_by("-pk").values_list("row", "before"):
        states.setdefault(row, {}).update(before)
        times[row] += 1
    _rewrite(rows, states, times)
    rows.filter(withdrawn_at__gt=at).update(withdrawn_at=None, withdrawn_reason="")
    if model.is_verifiable():
        _restore_verification(model, states.keys(), at)


def _restore_verification(model: type[Record], changed: Collection[int], at: datetime) -> None:
    """Give the rows whose verification may have been another at ``at`` the one they had then."""
    rows: Any = model._base_manager
    lines = VerificationLine.objects.filter(model=model._meta.label)
    keys = {*changed, *lines.filter(at__gt=at).values_list("row", flat=True)}
    by_state: dict[tuple[RowState, int | None], list[int]] = {}
    for part in batches(keys):
        version = dict(rows.filter(pk__in=part).values_list("pk", "version"))
        said: dict[int, tuple[int, RowState]] = {}
        proved: dict[int, int] = {}
        until = lines.filter(row__in=part, at__lte=at).order_by("pk")
        for row, of, verdict, way, sample in until.values_list(
            "row", "version", "verification__verdict", "verification__way", "verification__sample"
        ):
            said[row] = (of, _state(verdict, way, sample, said.get(row)))
            if verdict == Verification.Verdict.VERIFIED:
                proved[row] = of
            elif proved.get(row) == of:  # what was verified was sent back
                del proved[row]
        for row, now in version.items():
            of, state = said.get(row, (0, RowState.REPORTED))
            by_state.setdefault((state if of == now else RowState.REPORTED, proved.get(row)), []).append(row)
    for (state, last), held in by_state.items():
        for part in batches(held):
            rows.filter(pk__in=part).update(verification=state, verified_version=last)


def _state(verdict: str, way: str, sample: int | None, before: tuple[int, RowState] | None) -> RowState:
    """The state that a line gives a row."""
    if verdict == Verification.Verdict.QUESTIONED:
        return RowState.QUESTIONED
    if way == Verification.Way.CARRIED and before is not None:
        return before[1]
    return RowState.SAMPLED if sample is not None else RowState.VERIFIED


def _leave_verified(model: type[Record], at: datetime | None) -> bool:
    """Leave of a register what is verified; tell whether rows may be missing now."""
    rows: Any = model._base_manager
    if not rows.exclude(verified_version=F("version")).order_by().exists():
        return False
    cover(model)
    never = rows.filter(verified_version=None)
    missing: int = never._raw_delete(never.db)
    back = dict(
        rows.exclude(verified_version=F("version")).values_list("pk", F("version") - F("verified_version"))
    )
    if not back:
        return bool(missing)
    states: dict[int, State] = {}
    times: Counter[int] = Counter()
    for part in batches(back):
        changes = Change.objects.filter(model=model._meta.label, row__in=part)
        if at is not None:
            changes = changes.filter(at__lte=at)
        changes = changes.exclude(action=Change.Action.CREATED).order_by("-pk")
        for row, before in changes.values_list("row", "before"):
            if times[row] < back[row]:
                states.setdefault(row, {}).update(before)
                times[row] += 1
    _rewrite(rows, states, times, giving_way=True)
    return True


def _without_dangling(gone: set[type[Record]]) -> None:
    """Take out the rows that rest on rows that are not there, until none does."""
    while gone:
        lost: set[type[Record]] = set()
        for model in records():
            rows: Any = model._base_manager
            for field in model._meta.concrete_fields:
                if not isinstance(field, models.ForeignKey) or field.related_model not in gone:
                    continue
                target: Any = field.related_model
                there = target._base_manager.filter(pk=OuterRef(field.attname)).order_by()
                hanging = rows.filter(~Exists(there), **{f"{field.name}__isnull": False})
                keys = list(hanging.order_by().values_list("pk", flat=True))
                if keys:
                    cover(model)
                for part in batches(keys):
                    out = rows.filter(pk__in=part)
                    out._raw_delete(out.db)
                if keys:
                    lost.add(model)
        gone = lost


def _rewrite(rows: Any, states: dict[int, State], times: Counter[int], giving_way: bool = False) -> None:
    """Replace rows by their earlier state: first all out, then all in, so that no two hold the same key in between.

    ``times``: by how many versions each goes back. ``giving_way``: a row whose key another holds stays out.
    """
    # In no order: the usual one may join rows that are out already, and lose those that point at them.
    present = [row for keys in batches(states) for row in rows.filter(pk__in=keys).order_by()]
    many = {}
    for row in present:
        many[row.pk] = put(row, states[row.pk])
        row.version -= times[row.pk]
    for keys in batches(states):
        out = rows.filter(pk__in=keys)
        out._raw_delete(out.db)
    # With the words of the search as they were.
    if giving_way:
        present = [row for row in present if not _is_taken(row) and rows.model.objects.bulk_create([row])]
    else:
        rows.model.objects.bulk_create(present, batch_size=BATCH)
    for row in present:
        for name, keys in many[row.pk].items():
            getattr(row, name).set(keys)


def _is_taken(row: Record) -> bool:
    """Whether a row that is there holds a unique key of ``row``: a temporary table keeps no such rule."""
    rows: Any = type(row)._base_manager
    column = {field.name: field.attname for field in row._meta.concrete_fields}
    keys: list[tuple[str, ...]] = [
        (field.attname,) for field in row._meta.concrete_fields if field.unique and not field.primary_key
    ]
    values = {field.name: Value(getattr(row, field.attname), field) for field in row._meta.concrete_fields}
    for constraint in row._meta.constraints:
        if not isinstance(constraint, models.UniqueConstraint) or row.withdrawn_at is not None:
            continue
        # A rule that holds for some rows only, such as those that have a number at all, says nothing of the others.
        if constraint.condition is None or constraint.condition.check(values, using=rows.db):
            keys.append(tuple(column[name] for name in constraint.fields))
    current = rows.filter(withdrawn_at=None).order_by()
    return any(
        current.filter(**{name: getattr(row, name) for name in key}).exists()
        for key in keys
        if None not in [getattr(row, name) for name in key]
    )
