"""The register of awards: programmes that are given once, and programmes that exclude each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from keqiao.engine.eligibility.compiled_programme import condition_column
from keqiao.engine.eligibility.parts import Exclusion, Repetition
from keqiao.engine.eligibility.programme import AS_OF, SupportProgramme


@dataclass(frozen=True)
class AwardEntry:
    """An award: who got which programme of which issuer (its Chinese name), and when."""

    subject: str
    issuer: str
    programme: str
    day: date


def with_awards(
    programme: SupportProgramme,
    subjects: pl.DataFrame,
    awards: Sequence[AwardEntry] | None,
    as_of: date,
    *,
    key: str = "unit",
) -> pl.DataFrame:
    """The subjects with what the register says of ``once`` and each of ``excludes``; ``key`` names the subject.

    Without a register (None) these conditions stay unknown. An award of the day itself or later does not count.
    Within n years means until the same day n years after the award, that day included.
    """
    if awards is None or (programme.once is None and not programme.excludes):
        return subjects
    days = subjects[AS_OF].to_list() if AS_OF in subjects.columns else [as_of.isoformat()] * subjects.height
    held: dict[str, list[AwardEntry]] = {}
    for award in awards:
        held.setdefault(award.subject, []).append(award)
    rules: list[tuple[str, str, str, Repetition | Exclusion]] = []
    if programme.once is not None:
        rules.append(("once", *programme.key, programme.once))
    for at, exclusion in enumerate(programme.excludes, 1):
        issuer = (exclusion.issuer or programme.issuer).zh
        rules.append((f"excludes_{at}", issuer, exclusion.programme, exclusion))
    columns = []
    for code, issuer, name, rule in rules:
        free = []
        for subject, day in zip(subjects[key].to_list(), days, strict=True):
            on = date.fromisoformat(day) if day else as_of
            bars = (
                award.day < on and (rule.years is None or on <= anniversary(award.day, rule.years))
                for award in held.get(subject, ())
                if (award.issuer, award.programme) == (issuer, name)
            )
            free.append(not any(bars))
        columns.append(pl.Series(condition_column(code), free, dtype=pl.Boolean))
    return subjects.with_columns(columns)


def anniversary(day: date, years: float) -> date:
    """The same day so many years later; the last day of the month where it has no such day (Civil Code art. 202)."""
    months = day.year * 12 + day.month - 1 + round(years * 12)
    year, month = divmod(months, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError(day)
