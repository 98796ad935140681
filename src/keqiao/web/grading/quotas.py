"""Room in the quotas of a scheme: how many places a grade has, who holds them, who is tied at the edge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl
from django.utils.translation import gettext as _

from keqiao.engine.evaluation.grades import ordered, places_of
from keqiao.engine.evaluation.ranking import PAPER
from keqiao.engine.schemes import Scheme
from keqiao.engine.schemes.scheme import Grade, Quota
from keqiao.web.evaluations import computation, selectors
from keqiao.web.evaluations.models import Run
from keqiao.web.evaluations.reading import words
from keqiao.web.grading.models import GradeLine


@dataclass(frozen=True)
class QuotaPlaces:
    """The places of one grade, in one group where the quota counts by groups. Counts are platforms.

    ``computed``: how many held the grade as the run computed it (with ``ties: upper`` more than ``places``);
    ``holders``: how many hold it now; ``tied``: platforms with the same points on both sides of the last place.
    """

    grade: Grade
    group: str
    units: int
    places: int
    computed: int
    holders: int
    tied: tuple[GradeLine, ...] = ()

    @property
    def is_exceeded(self) -> bool:
        """Whether more hold the grade than the quota has places and than the scheme itself gave it to."""
        return self.holders > max(self.places, self.computed)

    @property
    def sentence(self) -> str:
        """The figures in a sentence."""
        grade = words(self.grade.name)
        name = _("%(grade)s (%(group)s)") % {"grade": grade, "group": self.group} if self.group else grade
        text = _("%(grade)s: %(places)d places among %(units)d platforms, %(holders)d hold it.") % {
            "grade": name,
            "places": self.places,
            "units": self.units,
            "holders": self.holders,
        }
        if not self.tied:
            return text
        taken = (
            _("all of them take the grade by the scheme")
            if self.grade.quota is not None and self.grade.quota.ties == "upper"
            else _("none of them takes the grade by the scheme")
        )
        return f"{text} " + _("Tied at the last place with %(points).2f points: %(names)s; %(taken)s.") % {
            "points": self.tied[0].total or 0.0,
            "names": _(", ").join(str(line.platform) for line in self.tied),
            "taken": taken,
        }


def groups_of(run: Run, scheme: Scheme, period: str) -> dict[str, dict[str, str]]:
    """Return, for each attribute by which a quota of the scheme counts, the word of every platform in a period."""
    wanted = {grade.quota.within for grade in scheme.grades if grade.quota is not None} - {None}
    if not wanted:
        return {}
    table = selectors.frame(run, computation.REPORTED).filter(pl.col("period") == period)
    return {
        attribute: {row["unit"]: row[attribute] or "" for row in table.iter_rows(named=True)}
        for attribute in wanted
        if attribute is not None and attribute in table.columns
    }


def rooms(
    scheme: Scheme, lines: Iterable[GradeLine], groups: Mapping[str, Mapping[str, str]]
) -> list[QuotaPlaces]:
    """Return the room of every grade with a quota, best grade first; nothing where the scheme has no quota."""
    ranked = [line for line in lines if line.total is not None]
    listed = ordered(scheme.grades)
    rooms = []
    for place, grade in enumerate(listed):
        quota = grade.quota
        if quota is None:
            continue
        of = groups.get(quota.within or "", {})
        for group in sorted({of.get(line.platform.code, "") for line in ranked}):
            inside = [line for line in ranked if of.get(line.platform.code, "") == group]
            better = {line.code for line in listed[:place]}
            rooms.append(_room(grade, quota, group, inside, better))
    return rooms


def _room(grade: Grade, quota: Quota, group: str, inside: list[GradeLine], better: set[str]) -> QuotaPlaces:
    places = places_of(quota, len(inside))
    asking = [
        line
        for line in inside
        if line.computed_code
        and line.computed_code not in better
        and not line.veto
        and (grade.at is None or _points(line) >= grade.at)
    ]
    points = sorted((_points(line) for line in asking), reverse=True)
    tied: tuple[GradeLine, ...] = ()
    if 0 < places < len(points) and points[places - 1] == points[places]:
        tied = tuple(line for line in asking if _points(line) == points[places])
    return QuotaPlaces(
        grade,
        group,
        len(inside),
        places,
        sum(line.computed_code == grade.code for line in inside),
        sum(line.grade_code == grade.code for line in inside),
        tied,
    )


def _points(line: GradeLine) -> float:
    return round(line.total or 0.0, PAPER)
