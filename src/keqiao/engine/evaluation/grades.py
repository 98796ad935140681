"""Grades: thresholds, further conditions, quotas with ties, what a veto leaves."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from keqiao.engine.evaluation.arrays import Truth, Values, reached
from keqiao.engine.evaluation.needs import Read
from keqiao.engine.evaluation.plan import Plan
from keqiao.engine.evaluation.problems import DataFinding
from keqiao.engine.evaluation.ranking import PAPER
from keqiao.engine.evaluation.stages import Stages
from keqiao.engine.evaluation.weights import JoinedScores
from keqiao.engine.schemes.scheme import Grade, Quota, Veto
from keqiao.language import message

Places = npt.NDArray[np.intp]
UNGRADED = -1


def ordered(grades: tuple[Grade, ...]) -> tuple[Grade, ...]:
    """Best first: by threshold, the grade without one last."""
    return tuple(sorted(grades, key=lambda grade: -math.inf if grade.at is None else grade.at, reverse=True))


def grade(stages: Stages, joined: JoinedScores, totals: Values, struck: list[Truth]) -> Places:
    """The place of each row's grade in :func:`ordered`, −1 where there is no total or no grade.

    From the best grade down, the units that reach it and whose ceiling (after vetoes) allows it take it,
    as far as its quota has room; the others try the next. The last grade takes the rest.
    """
    plan, read = stages.plan, stages.read
    grades = ordered(plan.scheme.grades)
    result: Places = np.full(totals.size, UNGRADED, dtype=np.intp)
    if not grades:
        return result
    reach = _reached(plan, grades, read, joined, totals)
    ceiling = _ceiling(plan.scheme.vetoes, grades, reach, struck)
    open_ = ~np.isnan(totals)
    shown_otherwise = ungraded_variants(plan, read, totals.size)
    candidates = open_ & ~shown_otherwise
    for place, grade_ in enumerate(grades):
        wants = candidates & (result == UNGRADED) & (ceiling <= place)
        if place < len(grades) - 1:
            wants &= reach[place]
            if grade_.quota is not None:
                wants = _with_room(stages, grade_, grade_.quota, totals, wants)
        result[wants] = place
    return result


def _reached(
    plan: Plan, grades: tuple[Grade, ...], read: Read, joined: JoinedScores, totals: Values
) -> list[Truth]:
    """For each grade the rows whose total and further condition reach it."""
    codes = plan.tree.codes
    known = {"total": totals} | {code: joined.seen(number) for number, code in enumerate(codes, start=1)}
    result = []
    for grade_ in grades:
        here = np.ones(totals.size, dtype=np.bool_) if grade_.at is None else reached(totals, grade_.at)
        if grade_.when is not None:
            value = read.later(grade_.when, known)
            # A condition that cannot be told is not met.
            here = here & (np.nan_to_num(value) != 0)
        result.append(here)
    return result


def _ceiling(
    vetoes: tuple[Veto, ...], grades: tuple[Grade, ...], reach: list[Truth], struck: list[Truth]
) -> Places:
    """The best grade each row may still hold."""
    last = len(grades) - 1
    codes = [grade_.code for grade_ in grades]
    result: Places = np.zeros(reach[0].size, dtype=np.intp)
    by_points: Places | None = None
    for veto, where in zip(vetoes, struck, strict=True):
        if not where.any():
            continue
        if veto.demote is not None and veto.grade is None:
            if by_points is None:
                by_points = (
                    np.where(np.array(reach[:-1]).any(axis=0), np.argmax(reach, axis=0), last)
                    if last
                    else result
                )
            ceiling = np.minimum(by_points + veto.demote, last)
        else:
            ceiling = np.full(result.size, last if veto.grade is None else codes.index(veto.grade))
        result = np.where(where, np.maximum(result, ceiling), result)
    return result


def ungraded_variants(plan: Plan, read: Read, size: int) -> Truth:
    """Rows whose variant shows a word instead of a grade. A veto strikes them all the same, so it is
    looked at before."""
    result = np.zeros(size, dtype=np.bool_)
    taken = np.zeros(size, dtype=np.bool_)
    for variant, key in zip(plan.scheme.variants, plan.variants, strict=True):
        holds = read.truth(key)[0] & ~taken
        taken |= holds
        if variant.grade is not None:
            result |= holds
    for veto, key in zip(plan.scheme.vetoes, plan.vetoes, strict=True):
        if veto.demote is None or veto.grade is not None:
            result &= ~read.truth(key)[0]
    return result


def places_of(quota: Quota, units: int) -> int:
    """How many units may hold a grade out of so many ranked."""
    if quota.share is None:
        return quota.count or 0
    # 0.3 × 10 is 3, though the double lies just beside it.
    exact = round(quota.share * units, 9)
    if quota.rounding == "down":
        return math.floor(exact)
    return math.ceil(exact) if quota.rounding == "up" else math.floor(exact + 0.5)


def _with_room(stages: Stages, grade_: Grade, quota: Quota, totals: Values, wants: Truth) -> Truth:
    """Of the rows that want a grade, those for whom the quota has room, best totals first, in each
    period and group."""
    result = np.zeros(wants.size, dtype=np.bool_)
    for group in stages.field.compared("period", quota.within, everyone=True):
        inside = np.arange(wants.size)[group]
        units = int((~np.isnan(totals[inside])).sum())
        room = places_of(quota, units)
        asking = inside[wants[inside]]
        if asking.size <= room:
            result[asking] = True
            continue
        if room == 0:
            if quota.share is not None:
                # A share of a small field, rounded down, may be nothing: nobody should have to find that out.
                sentence = message(
                    "The quota of {grade} leaves no place among {count} units.",
                    grade=grade_.name,
                    count=units,
                )
                period = str(stages.field.frame["period"][int(inside[0])])
                stages.problems.append(DataFinding("warning", sentence, period=period))
            continue
        own = np.round(totals[asking], PAPER)
        points = np.sort(own)[::-1]
        edge, tied = points[room - 1], points[room] == points[room - 1]
        above = own > edge if tied and quota.ties == "lower" else own >= edge
        result[asking[above]] = True
    return result
