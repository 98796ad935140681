"""What stands on the pages of a panel: for those who run or audit it, for an expert, on the score sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.experts import selectors
from keqiao.web.experts.documents import PANELS
from keqiao.web.experts.lines import Line
from keqiao.web.experts.materials import Material, materials
from keqiao.web.experts.models import ConflictDeclaration, ExpertPanel, ExpertScore, PanelPlatform, PanelSeat
from keqiao.web.experts.panel_scores import Mark, Standing
from keqiao.web.experts.pictures import range_bar
from keqiao.web.experts.states import possible, standing
from keqiao.web.experts.tally import Tally, short

TONES = {"preparing": "watch", "scoring": "accent", "discussion": "accent", "closed": "good", "dissolved": ""}
Answers = Mapping[int, tuple[bool | None, str]]


@dataclass(frozen=True)
class Result:
    """A platform of a panel with what its scores come to. ``comments``: points and words, without names, by points."""

    row: PanelPlatform
    tally: Tally
    comments: Sequence[tuple[str, str]]

    @property
    def picture(self) -> Any:
        """The range of the scores from 0 to 100."""
        return range_bar(self.tally)

    @property
    def points(self) -> str:
        """All scores that count, in order, without names."""
        return _(", ").join(short(points) for points in self.tally.scores)


@dataclass(frozen=True)
class ScoreLine:
    """A platform in an expert's form: what is stored and typed, what stands beside it."""

    row: PanelPlatform
    mark: Mark
    typed: Line
    materials: Sequence[Material]
    result: Result | None


@dataclass(frozen=True)
class DeclareLine:
    """A platform in the declaration of conflicts. ``held``: noted by the bureau or the system, so not to be changed."""

    row: PanelPlatform
    answer: str
    ground: str
    held: ConflictDeclaration | None
    error: str


def result_of(found: Standing, row: PanelPlatform) -> Result:
    """Return what a platform's scores come to, with the comments in the order of the points."""
    marks = [mark for mark in found.of_platform(row.platform_id) if mark.counts]
    marks.sort(key=lambda mark: (mark.points or 0, mark.seat.pk))
    said = []
    for mark in marks:
        for score in (mark.first, mark.second if mark.seat.second_at is not None else None):
            if score is not None and score.comment:
                said.append((short(score.points), score.comment))
    return Result(row, found.tally(row.platform_id), sorted(said))


def shared(user: Actor, panel: ExpertPanel, seat: PanelSeat | None) -> dict[str, Any]:
    """Return what every page of a panel shows."""
    return {
        "panel": panel,
        "seat": seat,
        "tone": TONES[panel.state],
        "standing": standing(panel),
        "may": possible(user, panel, seat),
        "needed": panel.least + 2 * panel.trim,
        "crumbs": panel_crumbs(),
    }


def panel_crumbs() -> list[tuple[str, str]]:
    """Return the way to a panel."""
    return [(_("Experts' panels"), reverse("experts:panels"))]


def officer_page(user: Actor, panel: ExpertPanel) -> dict[str, Any]:
    """Return the page for those who run or audit panels: progress, conflicts, and once they are open the scores."""
    found = Standing.of(panel)
    about = shared(user, panel, None)
    may = about["may"]
    return about | {
        "found": found,
        "rows": found.rows,
        "matrix": [
            (seat, [found.marks[seat.pk, row.platform_id] for row in found.rows]) for seat in found.seats
        ],
        "results": [] if found.is_sealed else [result_of(found, row) for row in found.rows],
        "named": [] if found.is_sealed else _named(found),
        "conflicts": [
            (seat, row, mark.conflict)
            for seat in found.seats
            for row in found.rows
            if (mark := found.marks[seat.pk, row.platform_id]).conflict is not None
        ],
        "short": found.short_of() if panel.state in {"preparing", "scoring", "discussion"} else [],
        "unfinished": bool(found.missing_second)
        or (not found.is_sealed and any(found.tally(row.platform_id).value is None for row in found.rows)),
        "spare": [
            person
            for person in selectors.possible_experts()
            if person.pk not in {seat.expert_id for seat in found.seats}
        ]
        if may["seat"]
        else [],
        "corrected_by": panel.corrected_by.exclude(state=ExpertPanel.State.DISSOLVED).first(),
        "source": PANELS.in_force().source,
    }


def _named(found: Standing) -> list[tuple[PanelPlatform, list[tuple[Mark, ExpertScore]]]]:
    """Return the comments with who wrote them, by platform."""
    named = []
    for row in found.rows:
        said = [
            (mark, score)
            for mark in found.of_platform(row.platform_id)
            if mark.seat.first_at is not None
            for score in (mark.first, mark.second if mark.seat.second_at is not None else None)
            if score is not None and score.comment
        ]
        if said:
            named.append((row, said))
    return named


def expert_page(
    user: Actor,
    panel: ExpertPanel,
    seat: PanelSeat,
    *,
    lines: Mapping[int, Line] | None = None,
    answers: Answers | None = None,
    errors: Mapping[int, str] | None = None,
    problems: Sequence[str] = (),
) -> dict[str, Any]:
    """Return the page of an expert: declare, score, discuss. What was typed and is wrong stays in the form.

    Of a platform the expert is in conflict with only the name is shown.
    """
    found = Standing.of(panel)
    about = shared(user, panel, seat)
    judged = found.judged_by(seat)
    discussing = not found.is_sealed and seat.first_at is not None
    known = materials(panel, [row.platform for row in judged]) if seat.declared_at else {}
    late = seat.first_at is not None or panel.state != ExpertPanel.State.SCORING
    return about | {
        "declare_lines": [_declared(found, seat, row, answers, errors) for row in found.rows],
        "late": late,
        "score_lines": [
            ScoreLine(
                row,
                found.marks[seat.pk, row.platform_id],
                _typed(found.marks[seat.pk, row.platform_id], panel, lines or {}, errors or {}),
                known.get(row.platform_id, ()),
                result_of(found, row) if discussing else None,
            )
            for row in judged
        ]
        if seat.declared_at
        else [],
        "excluded": [row for row in found.rows if row not in judged],
        "discussing": discussing,
        "waiting": len(found.missing_first),
        "is_chair": panel.chair_id == user.pk,
        "missing": found.missing_first if panel.chair_id == user.pk and found.is_sealed else [],
        "problems": problems,
        "below": PANELS.in_force().comment_below,
    }


def _declared(
    found: Standing,
    seat: PanelSeat,
    row: PanelPlatform,
    answers: Answers | None,
    errors: Mapping[int, str] | None,
) -> DeclareLine:
    stored = found.declared.get((seat.pk, row.platform_id))
    conflict = found.marks[seat.pk, row.platform_id].conflict
    held = conflict
    if conflict is not None and not conflict.by_system and conflict.declared_by_id == seat.expert_id:
        held = None
    answer, ground = (stored.conflict, stored.ground) if stored is not None else (None, "")
    if answers is not None:
        answer, ground = answers.get(row.platform_id, (answer, ground))
    word = "" if answer is None else "yes" if answer else "no"
    return DeclareLine(
        row, word, ground, held, (errors or {}).get(row.platform_id, "") if answers is not None else ""
    )


def _typed(mark: Mark, panel: ExpertPanel, lines: Mapping[int, Line], errors: Mapping[int, str]) -> Line:
    """Return what stands in the form: what was typed, else what is stored."""
    if mark.platform in lines:
        line = lines[mark.platform]
        line.error = line.error or errors.get(mark.platform, "")
        return line
    in_discussion = panel.state == ExpertPanel.State.DISCUSSION
    stored = mark.second if in_discussion else mark.first
    points = stored or mark.first
    return Line(
        short(points.points) if points is not None else "",
        stored.comment if stored is not None else "",
        errors.get(mark.platform, "") if lines else "",
    )


def sheet_page(user: Actor, panel: ExpertPanel, seat: PanelSeat, *, own: bool) -> dict[str, Any]:
    """Return the score sheet (评审表) of one expert: what they declared and gave, to be printed and signed."""
    found = Standing.of(panel)
    return shared(user, panel, seat if own else None) | {
        "expert": seat.expert,
        "owner": seat,
        "own": own,
        "lines": [(row, found.marks[seat.pk, row.platform_id]) for row in found.rows],
    }
