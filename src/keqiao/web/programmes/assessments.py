"""Whom each programme fits: computed for all its subjects as a job, for one subject when it answers, and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
from django.db import transaction

from keqiao.engine.eligibility import (
    AwardEntry,
    CallFit,
    Judgement,
    SupportProgramme,
    benefits,
    fit,
    fit_all,
    judge,
    with_awards,
)
from keqiao.engine.eligibility.compiled_programme import condition_column
from keqiao.money import YUAN_PER_WAN
from keqiao.web.audit.clock import present, today
from keqiao.web.jobs.executors import current_executor
from keqiao.web.programmes import selectors
from keqiao.web.programmes.frames import SubjectBook, asked_figures
from keqiao.web.programmes.library import programme_of
from keqiao.web.programmes.models import Assessment, ProgrammeResult, ProgrammeVersion
from keqiao.web.site.bulk_rows import insert
from keqiao.web.site.rooms import Registry
from keqiao.web.site.watcher import Unwatched, Watcher

AWARDS: Registry[Callable[[Iterable[int] | None], list[AwardEntry]]] = Registry("programmes.awards")
"""Awards that rooms know, of some organisations (None: all): the subject is the organisation's key."""
YUAN = {"元": Decimal(1), "万元": YUAN_PER_WAN}


def judged(
    programme: SupportProgramme, book: SubjectBook, organisations: Mapping[int, str], changes: Any = None
) -> Judgement:
    """Return organisations (key → name) judged on the day of the book; ``changes``: figures as they might be."""
    frame = subjects_of(programme, book, organisations)
    if changes is not None:
        frame = changes(frame)
    return judge(programme, frame, book.day)


def subjects_of(
    programme: SupportProgramme, book: SubjectBook, organisations: Mapping[int, str]
) -> pl.DataFrame:
    """Return a row for each organisation (key → name) with the figures that a programme asks, and what it got."""
    keys = None if len(organisations) > MOST_NAMED else list(organisations)
    return with_awards(programme, book.frame(programme, organisations), awards_of(keys), book.day)


MOST_NAMED = 500
"""So many organisations are named in a query; of more all are read."""


def awards_of(organisations: Iterable[int] | None) -> list[AwardEntry] | None:
    """Return what organisations were awarded; None where no room keeps awards."""
    providers = list(AWARDS)
    if not providers:
        return None
    keys = None if organisations is None else list(organisations)
    return [award for provider in providers for award in provider(keys)]


def assess(version: ProgrammeVersion, day: date | None = None) -> Assessment:
    """Compare a programme with all its subjects and keep the results in the place of earlier ones."""
    on, programme = day or today(), programme_of(version)
    subjects = dict(selectors.all_subjects(version.subjects).values_list("pk", "name"))
    rows = pl.DataFrame()
    if subjects:
        frame = subjects_of(programme, SubjectBook(on), subjects)
        rows = result_rows(version, fit_all(programme, frame, on, executor=current_executor()))
    with transaction.atomic():
        ProgrammeResult.objects.filter(version=version).delete()
        insert(ProgrammeResult, rows)
        fields = {"day": on, "made_at": present(), "subjects": len(subjects)}
        made, _created = Assessment.objects.update_or_create(version=version, defaults=fields)
    return made


def assess_all(watcher: Watcher | None = None, day: date | None = None) -> int:
    """Compare every programme in force with its subjects; return how many programmes. What holds no more is removed."""
    watch, versions = watcher or Unwatched(), selectors.in_force(day)
    for number, version in enumerate(versions):
        watch.update(number / len(versions))
        assess(version, day)
    Assessment.objects.exclude(version__in=versions).delete()
    ProgrammeResult.objects.exclude(version__in=versions).delete()
    return len(versions)


def assess_subject(organisation: int, name: str, figures: Iterable[str] | None = None) -> None:
    """Compare one organisation with the programmes for its kind; of ``figures`` only those that read one of them."""
    chosen = None if figures is None else set(figures)
    kinds = selectors.kinds_of_key(organisation)
    book = SubjectBook(today(), [organisation])
    for version in selectors.in_force():
        if version.subjects not in kinds:
            continue
        programme = programme_of(version)
        read = {wanted.figure for wanted in asked_figures(programme, book.document)}
        if chosen is not None and not chosen & read:
            continue
        rows = result_rows(version, fit(judged(programme, book, {organisation: name})))
        with transaction.atomic():
            ProgrammeResult.objects.filter(version=version, organisation=organisation).delete()
            insert(ProgrammeResult, rows)


def result_rows(version: ProgrammeVersion, call_fit: CallFit) -> pl.DataFrame:
    """Return whom a programme fits as the columns of the table of results."""
    judgement = call_fit.distances.judgement
    frame, plan = judgement.frame, judgement.plan
    leaves = [leaf.column for leaf in plan.whole.leaves()]
    codes = list(dict.fromkeys([*(condition_column(c.code) for c in plan.programme.conditions), *leaves]))
    measures = [m.code for m in plan.programme.measures if m.formula is None and m.code in frame.columns]
    counts = frame.select(
        missed=pl.sum_horizontal(pl.col(code).not_().fill_null(False).cast(pl.Int64) for code in codes)
        if codes
        else pl.lit(0),
        unknown=pl.sum_horizontal(pl.col(code).is_null().cast(pl.Int64) for code in measures)
        if measures
        else pl.lit(0),
    )
    changes = _changes(call_fit, frame.height)
    settling: dict[int, str] = {}
    for figure in call_fit.settling:
        settling.setdefault(figure.row, figure.code)
    states = [call_fit.distances.state(row).value for row in range(frame.height)]
    return pl.DataFrame(
        {
            "version_id": pl.Series([version.pk] * frame.height, dtype=pl.Int64),
            "organisation_id": frame["unit"].cast(pl.Int64),
            "state": states,
            "class_code": frame["class"].fill_null("").cast(pl.String),
            "missed": _whole_column(counts, "missed", frame.height),
            "unknown": _whole_column(counts, "unknown", frame.height),
            "change": [change[0] for change in changes],
            "now": pl.Series([change[1] for change in changes], dtype=pl.Float64),
            "then": pl.Series([change[2] for change in changes], dtype=pl.Float64),
            "share": pl.Series([change[3] for change in changes], dtype=pl.Float64),
            "settling": [settling.get(row, "") for row in range(frame.height)],
            "benefit": pl.Series(money_of(judgement), dtype=pl.Decimal(20, 2)),
        }
    )


def _whole_column(counts: pl.DataFrame, name: str, height: int) -> pl.Series:
    column = counts[name].cast(pl.Int64)
    return column if len(column) == height else column.new_from_index(0, height)


def _changes(call_fit: CallFit, height: int) -> Sequence[tuple[str, Any, Any, Any]]:
    plan = call_fit.distances.judgement.plan
    rows: list[tuple[str, Any, Any, Any]] = [("", None, None, None)] * height
    for row, distance in call_fit.distances.of_row.items():
        for change in distance.singles[:1]:
            share = change.share(plan.figures[change.code].grain)
            rows[row] = (change.code, change.now, change.then, share)
    return rows


def money_of(judgement: Judgement) -> list[Decimal | None]:
    """Return what each eligible subject gets in 元, summed over benefits in money; None where there is none."""
    totals: list[Decimal | None] = [None] * judgement.frame.height
    for benefit in benefits(judgement):
        per = YUAN.get(benefit.rule.unit)
        if per is None:
            continue
        for row, amount in enumerate(benefit.amount.to_list()):
            if amount is not None:
                before = totals[row] or Decimal(0)
                totals[row] = before + (Decimal(str(amount)) * per).quantize(Decimal("0.01"))
    return totals
