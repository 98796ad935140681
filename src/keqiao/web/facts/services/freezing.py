"""Freeze figures into a snapshot with a hash, and check a snapshot against its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import polars as pl
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.periods import Period, PeriodError
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require
from keqiao.web.audit.services import record
from keqiao.web.facts.computation import Computation
from keqiao.web.facts.computed_figure import State
from keqiao.web.facts.models import Basis, Measure, Snapshot, SnapshotFigure, SnapshotUnit
from keqiao.web.facts.services.units import line_of, units_known
from keqiao.web.registry.models import Platform
from keqiao.web.rulebooks.in_force import noted, pinned
from keqiao.web.rulebooks.texts import keep
from keqiao.web.site.stored_sentences import in_words

RECOMPUTE = "facts.view_recomputed"
BASES = (Basis.REPORTED, Basis.VERIFIED)
MOST_PERIODS = 24
BATCH = 500


class SnapshotVerification(NamedTuple):
    """Whether a snapshot still is what was frozen."""

    ok: bool
    stored: str
    computed: str
    rows: int


@transaction.atomic
def create_snapshot(
    actor: Actor,
    title: str,
    periods: Sequence[str],
    *,
    as_of: date | None = None,
    code: str = "",
    known_at: datetime | None = None,
) -> Snapshot:
    """Freeze every figure of the periods, for each platform and the city, reported and verified, as known at a moment;
    and the platforms themselves as the register described them then.

    Derived figures are frozen with the ids of the rows behind them, on each basis: from all rows, and from verified
    rows only. Missing values leave no row. Raises PermissionDenied or ValidationError.
    """
    if actor is not None:
        require(actor, "facts.freeze")
    parsed = _periods(periods)
    now = timezone.now()
    if known_at is not None and known_at > now:
        raise ValidationError(_("What will be known later cannot be frozen."))
    snapshot = Snapshot(
        code=code or _next_code(now),
        title=title.strip(),
        as_of=as_of or max(period.end for period in parsed),
        periods=[period.code for period in parsed],
        known_at=known_at or now,
        created_by=actor,
        created_at=now,
    )
    snapshot.full_clean(exclude=["sha256"])
    snapshot.save()
    codes = list(Measure.objects.values_list("code", flat=True))
    with noted() as documents:
        units, rows = _content(snapshot, codes)
    keep(documents)
    SnapshotUnit.objects.bulk_create(units, batch_size=BATCH)
    SnapshotFigure.objects.bulk_create(rows, batch_size=BATCH)
    snapshot.freeze(_digest(snapshot, units, rows), len(rows), documents)
    record(
        actor,
        "facts.freeze",
        snapshot,
        {"periods": snapshot.periods, "figures": len(rows), "sha256": snapshot.sha256},
    )
    return snapshot


class Recomputed(NamedTuple):
    """What came of computing a snapshot again; ``differing``: lines (platforms, figures) in only one of the two."""

    sha256: str
    same: bool
    differing: int


def recompute_snapshot(actor: Actor, snapshot: Snapshot) -> Recomputed:
    """Compute the figures of a snapshot again from the registers and facts as they were known then, by the documents
    that counted then, and compare line by line. Nothing changes; the audit log notes the outcome.

    Takes as long as freezing it. Raises PermissionDenied, LookupError where the text of a document is not there.
    """
    require(actor, RECOMPUTE)
    held = SnapshotFigure.objects.filter(snapshot=snapshot).order_by("measure__code")
    with pinned(snapshot.documents):
        units, rows = _content(snapshot, list(held.values_list("measure__code", flat=True).distinct()))
    text, kept = _text(snapshot, units, rows), frozen_text(snapshot)
    differing = len(set(text.split("\n")) ^ set(kept.split("\n")))
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    again = Recomputed(sha256, sha256 == snapshot.sha256, differing)
    detail = {"sha256": sha256, "same": again.same, "differing": differing}
    record(actor, "facts.recompute", snapshot, detail, outcome="success" if again.same else "failure")
    return again


def verify_snapshot(snapshot: Snapshot) -> SnapshotVerification:
    """Compute the hash again from the stored rows."""
    content = frozen_text(snapshot).encode()
    digest = hashlib.sha256(content).hexdigest()
    count = content.count(b"\n") - SnapshotUnit.objects.filter(snapshot=snapshot).count()
    return SnapshotVerification(
        digest == snapshot.sha256 and count == snapshot.row_count, snapshot.sha256, digest, count
    )


def frozen_text(snapshot: Snapshot) -> str:
    """Return the text whose SHA-256 is the snapshot's hash: a header, a JSON line for every platform and one for every
    stored figure.
    """
    units = list(SnapshotUnit.objects.filter(snapshot=snapshot))
    rows = SnapshotFigure.objects.filter(snapshot=snapshot).select_related("measure", "definition")
    return _text(snapshot, units, rows)


def _periods(texts: Sequence[str]) -> list[Period]:
    try:
        parsed = sorted({Period.parse(text) for text in texts})
    except PeriodError as error:
        raise ValidationError({"periods": in_words(error.problem)}) from error
    for period in parsed:
        if not period.is_recordable(timezone.localdate()):
            raise ValidationError(
                {"periods": _("%(period)s has not begun or lies too far back.") % {"period": period}}
            )
    if not parsed:
        raise ValidationError({"periods": _("Name at least one period.")})
    if len(parsed) > MOST_PERIODS:
        raise ValidationError({"periods": _("At most %(most)s periods.") % {"most": MOST_PERIODS}})
    return parsed


def _next_code(now: datetime) -> str:
    """Return a code that is free: the day and a number."""
    day = timezone.localtime(now).strftime("S%Y%m%d")
    taken = set(Snapshot.objects.filter(code__startswith=day).values_list("code", flat=True))
    return next(code for number in range(1, 10_000) if (code := f"{day}-{number:02d}") not in taken)


def _content(snapshot: Snapshot, codes: Sequence[str]) -> tuple[list[SnapshotUnit], list[SnapshotFigure]]:
    """Return the platforms and the figures of measures, on both bases, as known at the moment of a snapshot."""
    periods = [Period.parse(text) for text in snapshot.periods]
    readings = [Computation(codes, periods, basis, snapshot.known_at) for basis in BASES]
    rows = [row for computation in readings for row in _figures(snapshot, computation)]
    return units_known(snapshot, readings[0].reading), rows


def _figures(snapshot: Snapshot, computation: Computation) -> list[SnapshotFigure]:
    """Return the figures to freeze, in the order of measure, scope and period; the registers are put back once."""
    with computation.reading.then():
        return list(_computed(snapshot, computation))


def _computed(snapshot: Snapshot, computation: Computation) -> Iterable[SnapshotFigure]:
    for code in computation.codes:
        measure = computation.measures[code]
        definitions = [computation.definition(measure, period) for period in computation.periods]
        for platform, place, value, facts, model, ids in _kept(computation, code).iter_rows():
            definition = definitions[place]
            if definition is None:
                continue
            added_up = len(facts) > 1
            yield SnapshotFigure(
                snapshot=snapshot,
                platform_id=platform,
                measure=measure,
                definition=definition,
                period=computation.periods[place].code,
                basis=computation.basis,
                value=value,
                fact_id=None if added_up or not facts else facts[0],
                row_ids=facts if added_up else ids,
                row_model="facts.Fact" if added_up else model,
            )


def _kept(computation: Computation, code: str) -> pl.DataFrame:
    """The figures of a measure that are frozen: those with a value or stated as not applicable, with what is behind."""
    stated = pl.col("state") == State.NOT_APPLICABLE.value
    figures = computation.figures(code).filter(pl.col("value").is_not_null() | stated)
    rows = computation.row_lists(code)
    return figures.join(rows, on=["platform", "period"], how="left", nulls_equal=True).select(
        "platform",
        "period",
        "value",
        pl.col("facts").fill_null([]),
        pl.col("model").fill_null(""),
        pl.col("ids").fill_null([]),
    )


def _digest(snapshot: Snapshot, units: Iterable[SnapshotUnit], rows: Iterable[SnapshotFigure]) -> str:
    """Return the SHA-256 of the snapshot's text."""
    return hashlib.sha256(_text(snapshot, units, rows).encode()).hexdigest()


def _text(snapshot: Snapshot, units: Iterable[SnapshotUnit], rows: Iterable[SnapshotFigure]) -> str:
    """Return a header and one canonical JSON line for every platform and every figure, each sorted."""
    units = list(units)
    # Snapshots of before platforms were frozen with them name platforms as the register does.
    codes = {unit.platform_id: unit.code for unit in units} or dict(
        Platform.objects.values_list("pk", "code")
    )
    header = [
        snapshot.code,
        snapshot.as_of.isoformat(),
        snapshot.periods,
        timezone.localtime(snapshot.known_at, timezone.get_fixed_timezone(0)).isoformat(),
    ]
    lines = sorted(
        _canonical(
            [
                codes[row.platform_id] if row.platform_id is not None else "",
                row.measure.code,
                row.definition.version,
                row.period,
                row.basis,
                None if row.value is None else f"{Decimal(row.value):.6f}",
                row.fact_id,
                row.row_model,
                row.row_ids,
            ]
        )
        for row in rows
    )
    about = sorted(_canonical(line_of(unit)) for unit in units)
    return "\n".join([_canonical(header), *about, *lines])


def _canonical(parts: list[Any]) -> str:
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
