"""Freeze figures into a snapshot with a hash, and check a snapshot against its hash."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

import polars as pl
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from keqiao.periods import Period, PeriodError
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require
from keqiao.web.audit.clock import present, today
from keqiao.web.audit.services import record
from keqiao.web.facts.computation import Computation
from keqiao.web.facts.computed_figure import State
from keqiao.web.facts.models import Basis, Measure, Snapshot, SnapshotFigure, SnapshotUnit
from keqiao.web.facts.services.snapshot_text import FIGURES, SnapshotText, differing, digest
from keqiao.web.facts.services.units import units_known
from keqiao.web.jobs.progress import Unwatched, Watcher
from keqiao.web.registry.changes.overlay import overlaid
from keqiao.web.rulebooks.in_force import noted, pinned
from keqiao.web.rulebooks.texts import keep
from keqiao.web.site.bulk_rows import insert
from keqiao.web.site.stored_sentences import in_words

RECOMPUTE = "facts.view_recomputed"
MOST_PERIODS = 24
BATCH = 500


class SnapshotVerification(NamedTuple):
    """Whether a snapshot still is what was frozen."""

    ok: bool
    stored: str
    computed: str
    rows: int


def create_snapshot(
    actor: Actor,
    title: str,
    periods: Sequence[str],
    *,
    as_of: date | None = None,
    code: str = "",
    known_at: datetime | None = None,
    watcher: Watcher | None = None,
) -> Snapshot:
    """Freeze every figure of the periods, for each platform and the city, reported and verified, as known at a moment;
    and the platforms themselves as the register described them then.

    Derived figures are frozen with the ids of the rows behind them, on each basis: from all rows, and from verified
    rows only. Missing values leave no row. Nobody who writes waits while the figures are computed. Raises
    PermissionDenied, ValidationError, what ``watcher`` raises.
    """
    snapshot = drafted(actor, title, periods, as_of=as_of, code=code, known_at=known_at)
    watcher = watcher or Unwatched()
    watcher.update(0.02, gettext_noop("Computing the figures"))
    codes = list(Measure.objects.values_list("code", flat=True))
    # One state of the database, on SQLite without the lock of writers; what is read of documents is noted.
    with noted() as documents, overlaid():
        text, figures = _content(snapshot, codes)
    watcher.update(0.6, gettext_noop("Storing the figures"))
    with transaction.atomic():
        if not code:
            snapshot.code = _next_code(snapshot.created_at)
        snapshot.save()
        keep(documents)
        SnapshotUnit.objects.bulk_create(text.units, batch_size=BATCH)
        insert(SnapshotFigure, figures.with_columns(snapshot_id=pl.lit(snapshot.pk)))
        snapshot.freeze(digest(text.parts(figures)), figures.height, documents)
        detail = {"periods": snapshot.periods, "figures": figures.height, "sha256": snapshot.sha256}
        record(actor, "facts.freeze", snapshot, detail)
    return snapshot


def drafted(
    actor: Actor,
    title: str,
    periods: Sequence[str],
    *,
    as_of: date | None = None,
    code: str = "",
    known_at: datetime | None = None,
) -> Snapshot:
    """Return a snapshot that could be frozen now, not stored. Raises PermissionDenied or ValidationError."""
    if actor is not None:
        require(actor, "facts.freeze")
    parsed = _periods(periods)
    now = present()
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
    measures = Measure.objects.filter(
        pk__in=SnapshotFigure.objects.filter(snapshot=snapshot).values("measure")
    )
    with pinned(snapshot.documents):
        text, figures = _content(snapshot, list(measures.order_by("code").values_list("code", flat=True)))
    sha256 = digest(text.parts(figures))
    unlike = differing(text.parts(figures), _stored(snapshot).stored_parts())
    again = Recomputed(sha256, sha256 == snapshot.sha256, unlike)
    detail = {"sha256": sha256, "same": again.same, "differing": unlike}
    record(actor, "facts.recompute", snapshot, detail, outcome="success" if again.same else "failure")
    return again


def verify_snapshot(snapshot: Snapshot) -> SnapshotVerification:
    """Compute the hash again from the stored rows."""
    count = SnapshotFigure.objects.filter(snapshot=snapshot).count()
    try:
        computed = digest(_stored(snapshot).stored_parts())
    except pl.exceptions.PolarsError:
        computed = ""  # a value that no figure can have
    return SnapshotVerification(
        computed == snapshot.sha256 and count == snapshot.row_count, snapshot.sha256, computed, count
    )


def frozen_text(snapshot: Snapshot) -> str:
    """Return the text whose SHA-256 is the snapshot's hash: a header, a JSON line for every platform and one for every
    stored figure.
    """
    return "\n".join(line for part in _stored(snapshot).stored_parts() for line in part)


def _stored(snapshot: Snapshot) -> SnapshotText:
    return SnapshotText(snapshot, list(SnapshotUnit.objects.filter(snapshot=snapshot)))


def _periods(texts: Sequence[str]) -> list[Period]:
    try:
        parsed = sorted({Period.parse(text) for text in texts})
    except PeriodError as error:
        raise ValidationError({"periods": in_words(error.problem)}) from error
    for period in parsed:
        if not period.is_recordable(today()):
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


def _content(snapshot: Snapshot, codes: Sequence[str]) -> tuple[SnapshotText, pl.DataFrame]:
    """Return the text's platforms and the figures of measures, on both bases, as known at the moment of a snapshot."""
    periods = [Period.parse(text) for text in snapshot.periods]
    reported = Computation(codes, periods, Basis.REPORTED, snapshot.known_at)
    verified = Computation(codes, periods, Basis.VERIFIED, snapshot.known_at, beside=reported)
    parts = [pl.DataFrame(schema=FIGURES)]
    for computation in (reported, verified):
        # The registers are put back once for all measures.
        with computation.reading.then():
            parts += [_frozen(computation, code) for code in computation.codes]
    text = SnapshotText(snapshot, units_known(snapshot, reported.reading))
    return text, text.in_order(pl.concat(parts))


def _frozen(computation: Computation, code: str) -> pl.DataFrame:
    """The figures of a measure that are frozen: those with a value or stated as not applicable, with what is behind."""
    measure = computation.measures[code]
    definitions = [computation.definition(measure, period) for period in computation.periods]
    known = pl.DataFrame(
        [
            (place, period.code, definition.pk)
            for place, (period, definition) in enumerate(zip(computation.periods, definitions, strict=True))
            if definition is not None
        ],
        schema={"place": pl.Int32, "code": pl.String, "definition_id": pl.Int64},
        orient="row",
    )
    stated = pl.col("state") == State.NOT_APPLICABLE.value
    figures = computation.figures(code).filter(pl.col("value").is_not_null() | stated)
    rows = computation.row_lists(code)
    behind = figures.join(rows, on=["platform", "period"], how="left", nulls_equal=True).join(
        known, left_on="period", right_on="place"
    )
    several = pl.col("facts").list.len() > 1
    ids = pl.when(several).then("facts").otherwise("ids").cast(pl.List(pl.String)).list.join(",")
    return behind.select(
        platform_id="platform",
        measure_id=pl.lit(measure.pk, pl.Int64),
        definition_id="definition_id",
        period="code",
        basis=pl.lit(computation.basis),
        value="value",
        fact_id=pl.when(pl.col("facts").list.len() == 1).then(pl.col("facts").list.first()),
        row_model=pl.when(several).then(pl.lit("facts.Fact")).otherwise(pl.col("model").fill_null("")),
        row_ids=pl.concat_str(pl.lit("["), ids.fill_null(""), pl.lit("]")),
    )
