"""The answer in words and lines: who changes rank or grade, the lines that say most, the picture of the ranks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from keqiao.engine.evaluation import Evaluation
from keqiao.web.evaluations import listings
from keqiao.web.evaluations.models import Run, RunTotal
from keqiao.web.evaluations.pictures import short
from keqiao.web.evaluations.platform_names import PlatformNames
from keqiao.web.evaluations.what_if.scenario import ScenarioLine
from keqiao.web.registry.language import in_language
from keqiao.web.site.tables.definition import Column, Table

MOST_DRAWN = 40
"""More platforms than this are a list, not a picture."""
MOST_LISTED = 100
"""More platforms than this are a file: the page shows those that change most."""
MOST_NAMED = 12
"""So many platforms with another grade are named in the sentence."""
STEP = 20
"""Height of a platform in the picture, in units of its own."""


def lines(
    run: Run, evaluation: Evaluation, rows: Sequence[RunTotal], names: PlatformNames
) -> list[ScenarioLine]:
    """Return the platforms of some totals of a run before and after, best after first."""
    after = {
        (row["unit"], row["period"], row["basis"]): row for row in evaluation.totals.iter_rows(named=True)
    }
    lines = [
        _line(run, row, after.get((row.platform.code, row.period, row.basis), {}), names) for row in rows
    ]
    return sorted(
        lines, key=lambda line: (line.rank is None, line.rank or 0, line.rank_before or 0, line.code)
    )


def _line(run: Run, row: RunTotal, new: dict[str, Any], names: PlatformNames) -> ScenarioLine:
    code = row.platform.code
    grade = (new.get("grade_name") or "", new.get("grade_name_en") or "")
    return ScenarioLine(
        code=code,
        name=names[code],
        url=listings.platform_url(run, code, row.period, row.basis) if names.is_open(code) else "",
        total_before=row.total,
        total=new.get("total"),
        rank_before=row.rank,
        rank=new.get("rank"),
        grade_before=row.grade,
        grade=in_language(*grade),
        regraded=(row.grade_code, row.grade_zh) != (new.get("grade") or "", grade[0]),
    )


def telling(lines: Sequence[ScenarioLine]) -> list[ScenarioLine]:
    """Return the lines to be shown, in their order: all, or :data:`MOST_LISTED`: those with another grade first, then
    those that move by most places, then the best.
    """
    order = sorted(range(len(lines)), key=lambda at: (not lines[at].regraded, -abs(lines[at].places), at))
    return [lines[at] for at in sorted(order[:MOST_LISTED])]


def table(lines: Sequence[ScenarioLine], title: str) -> Table:
    """Return all lines as the table of a file."""
    columns = [
        Column("rank", _("Rank"), "number"),
        Column("rank_before", _("Rank in the run"), "number"),
        Column("code", _("Code of the platform")),
        Column("name", _("Platform")),
        Column("total", _("Total points"), "number", decimals=2),
        Column("total_before", _("Total points in the run"), "number", decimals=2),
        Column("grade", _("Grade")),
        Column("grade_before", _("Grade in the run")),
    ]
    rows = [{column.key: getattr(line, column.key) for column in columns} for line in lines]
    return Table(title, columns, rows, name="what-if")


def sentence(lines: Sequence[ScenarioLine], *, changed: bool, own: bool = False) -> str:
    """Return who changes, in one sentence; `own` where the lines are those of the reader's platforms only."""
    if not changed:
        return _("Nothing is changed yet: this is the result of the run. Move a weight or a threshold.")
    moved = sum(line.moved for line in lines)
    regraded = [line for line in lines if line.regraded]
    if not moved and not regraded:
        if own:
            return _("Your own platform keeps rank and grade.")
        return _("No platform changes rank or grade.")
    ranks = ngettext("%(count)d platform changes rank", "%(count)d platforms change rank", moved)
    grades = ngettext("%(count)d changes grade", "%(count)d change grade", len(regraded))
    text = _("%(ranks)s, %(grades)s") % {
        "ranks": ranks % {"count": moved},
        "grades": grades % {"count": len(regraded)},
    }
    if not regraded:
        return _("%(text)s.") % {"text": text}
    who = _(", ").join(
        _("%(platform)s %(before)s → %(after)s")
        % {"platform": line.name, "before": line.grade_before or "—", "after": line.grade or "—"}
        for line in regraded[:MOST_NAMED]
    )
    if len(regraded) > MOST_NAMED:
        return _("%(text)s: %(who)s …") % {"text": text, "who": who}
    return _("%(text)s: %(who)s.") % {"text": text, "who": who}


@dataclass(frozen=True)
class Slope:
    """The line of a platform from its old to its new place in the picture, in units of the picture."""

    name: str
    before: str
    after: str
    start: int
    end: int
    way: str


@dataclass(frozen=True)
class Slopes:
    """The picture: the ranks of the run on the left, those tried on the right."""

    lines: tuple[Slope, ...]
    height: int


def slopes(lines: Sequence[ScenarioLine]) -> Slopes | None:
    """Return the picture of the ranks; None for one platform, or for too many."""
    ranked = [line for line in lines if line.rank is not None and line.rank_before is not None]
    if not 1 < len(ranked) <= MOST_DRAWN:
        return None
    before = sorted(ranked, key=lambda line: (line.rank_before or 0, line.code))
    left = {line.code: place for place, line in enumerate(before)}
    drawn = tuple(
        Slope(
            name=short(line.name, 9),
            before=str(line.rank_before),
            after=str(line.rank),
            start=left[line.code] * STEP + STEP // 2,
            end=place * STEP + STEP // 2,
            way="up" if line.places > 0 else "down" if line.places < 0 else "same",
        )
        for place, line in enumerate(ranked)
    )
    return Slopes(drawn, len(ranked) * STEP)
