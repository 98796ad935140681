"""Versions of programmes: which text holds on a day, and which decisions today's text would change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import polars as pl

from keqiao.engine.eligibility.programme import SupportProgramme
from keqiao.engine.eligibility.verdicts import judge
from keqiao.engine.findings import Finding
from keqiao.language import message


@dataclass(frozen=True)
class PastDecision:
    """A decision: whom, by which programme (issuer and code), on which day of application, and the figures then."""

    subject: str
    key: tuple[str, str]
    day: date
    figures: Mapping[str, float | str | None]


@dataclass(frozen=True)
class ChangedDecision:
    """A decision with what its own text said (version, eligible or not, None = unknown) and what today's says."""

    decision: PastDecision
    version: str
    then: bool | None
    version_now: str
    now: bool | None


def in_force(
    programmes: Iterable[SupportProgramme], key: tuple[str, str], day: date
) -> SupportProgramme | None:
    """The version of a programme that holds on a day; of several the one that began last. None where none holds."""
    holding = [p for p in programmes if p.key == key and p.in_force(day)]
    return max(holding, key=lambda p: (p.valid_from or date.min, p.version), default=None)


def validity_findings(programmes: Sequence[SupportProgramme]) -> Iterator[Finding]:
    """Versions of one programme that hold at the same time, and days between two versions without any."""
    by_key: dict[tuple[str, str], list[SupportProgramme]] = {}
    for programme in programmes:
        by_key.setdefault(programme.key, []).append(programme)
    for versions in by_key.values():
        versions.sort(key=lambda p: (p.valid_from or date.min, p.version))
        for before, after in pairwise(versions):
            end, start = before.valid_to or date.max, after.valid_from or date.min
            names = {"name": before.name, "before": before.version, "after": after.version}
            if end >= start:
                yield Finding(
                    "warning",
                    message("{name}: the versions {before} and {after} hold on the same days", **names),
                    remedy=message("Write valid_to of the earlier one; until then the later one counts."),
                )
            elif end + timedelta(days=1) < start:
                yield Finding(
                    "notice",
                    message("{name}: no text holds between the versions {before} and {after}", **names),
                    remedy=message("Check valid_to and valid_from."),
                )


def changed_decisions(
    decisions: Iterable[PastDecision], programmes: Sequence[SupportProgramme], today: date
) -> list[ChangedDecision]:
    """The decisions that the text of ``today`` would have made otherwise, figures and day of application as they were.

    A decision whose programme has no text on one of the two days is left out.
    """
    changed = []
    for decision in decisions:
        own, other = (in_force(programmes, decision.key, day) for day in (decision.day, today))
        if own is None or other is None or own is other:
            continue
        row = pl.DataFrame({code: [value] for code, value in decision.figures.items()})
        then, now = (judge(text, row, decision.day).whole[0] for text in (own, other))
        if then != now:
            changed.append(ChangedDecision(decision, own.version, then, other.version, now))
    return changed
