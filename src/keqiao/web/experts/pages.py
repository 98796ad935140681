"""What stands on the pages of a panel: for those who run or audit it, for an expert, on the score sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.experts import selectors
from keqiao.web.experts.history import history
from keqiao.web.experts.lines import TypedScore
from keqiao.web.experts.models import ConflictDeclaration, ExpertPanel, ExpertScore, PanelSeat, PanelSubject
from keqiao.web.experts.panel_scores import ExpertMark, PanelScores
from keqiao.web.experts.pictures import range_bar
from keqiao.web.experts.procedure import PANELS
from keqiao.web.experts.rulebook import rules_of
from keqiao.web.experts.seats import SEATS
from keqiao.web.experts.subject_kinds import kind
from keqiao.web.experts.subjects import Material
from keqiao.web.experts.tally import ScoreTally, short

Answers = Mapping[int, tuple[bool | None, str]]


@dataclass(frozen=True)
class PanelResult:
    """A subject of a panel with what its scores come to. ``comments``: points and words, without names, by points;
    ``url``: where the result of a closed panel stands.
    """

    row: PanelSubject
    tally: ScoreTally
    comments: Sequence[tuple[str, str]]
    url: str = ""

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
    """A subject in an expert's form: what is stored and typed, what stands beside it. ``now``: the points that stand
    where another window was faster.
    """

    row: PanelSubject
    mark: ExpertMark
    typed: TypedScore
    materials: Sequence[Material]
    result: PanelResult | None
    now: str = ""


@dataclass(frozen=True)
class DeclareLine:
    """A subject in the declaration of conflicts. ``held``: noted by the bureau or the system, so not to be changed."""

    row: PanelSubject
    answer: str
    ground: str
    held: ConflictDeclaration | None
    error: str


def result_of(scores: PanelScores, row: PanelSubject) -> PanelResult:
    """Return what the scores of a subject come to, with the comments in the order of the points."""
    marks = [mark for mark in scores.of_subject(row.key) if mark.counts]
    marks.sort(key=lambda mark: (mark.points or 0, mark.seat.pk))
    said = []
    for mark in marks:
        for score in (mark.first, mark.second if mark.seat.second_at is not None else None):
            if score is not None and score.comment:
                said.append((short(score.points), score.comment))
    url = kind(scores.panel.subject_kind).url(scores.panel, row)
    return PanelResult(row, scores.tally(row.key), sorted(said), url)


def shared(user: Actor, panel: ExpertPanel) -> dict[str, Any]:
    """Return what every page of a panel shows."""
    return {
        "panel": panel,
        "subjects": kind(panel.subject_kind),
        "tone": ExpertPanel.State.tone_of(panel.state),
        "status": PANELS.status(panel),
        "may": PANELS.possible(user, panel),
        "needed": panel.least + 2 * panel.trim,
        "crumbs": panel_crumbs(),
        "problems": (),
        "typed": {},
    }


def panel_crumbs() -> list[tuple[str, str]]:
    """Return the way to a panel."""
    return [(_("Experts' panels"), reverse("experts:panels"))]


def officer_page(user: Actor, panel: ExpertPanel) -> dict[str, Any]:
    """Return the page for those who run or audit panels: progress, conflicts, and once they are open the scores."""
    scores = PanelScores.of(panel)
    about = shared(user, panel)
    may = about["may"]
    putting_right = ExpertPanel(corrects=panel, subject_kind=panel.subject_kind)
    return about | {
        "may_correct": PANELS.decide(user, putting_right, "prepare"),
        "entries": history(panel),
        "found": scores,
        "rows": scores.rows,
        "matrix": [(seat, [scores.marks[seat.pk, row.key] for row in scores.rows]) for seat in scores.seats],
        "results": [] if scores.is_sealed else [result_of(scores, row) for row in scores.rows],
        "nameless": not selectors.sees_names(user, panel),
        "named": _named(scores) if selectors.sees_names(user, panel) else [],
        "tight": _tight(scores),
        "gaps": _gaps(scores),
        "conflicts": [
            (seat, row, mark.conflict)
            for seat in scores.seats
            for row in scores.rows
            if (mark := scores.marks[seat.pk, row.key]).conflict is not None
        ],
        "short": scores.short_of() if panel.state in {"preparing", "scoring", "discussion"} else [],
        "unfinished": bool(scores.missing_second)
        or (not scores.is_sealed and any(scores.tally(row.key).value is None for row in scores.rows)),
        "spare": [
            person
            for person in selectors.possible_experts()
            if person.pk not in {seat.expert_id for seat in scores.seats}
        ]
        if may["seat"]
        else [],
        "corrected_by": panel.corrected_by.exclude(state=ExpertPanel.State.DISSOLVED).first(),
        "source": rules_of(panel).source,
    }


def _gaps(scores: PanelScores) -> Sequence[str]:
    """What experts would miss, told while it can still be handed in."""
    panel = scores.panel
    if panel.state not in {ExpertPanel.State.PREPARING, ExpertPanel.State.SCORING}:
        return ()
    return kind(panel.subject_kind).gaps(panel, [row.key for row in scores.rows])


def _tight(scores: PanelScores) -> bool:
    """Whether nothing gets a result once a single expert may not judge it: too few were chosen to lose one."""
    needed = scores.panel.least + 2 * scores.panel.trim
    return scores.panel.state == ExpertPanel.State.PREPARING and len(scores.seats) <= needed


def _named(scores: PanelScores) -> list[tuple[PanelSubject, list[tuple[ExpertMark, ExpertScore]]]]:
    """Return the comments with who wrote them, by subject."""
    named = []
    for row in scores.rows:
        said = [
            (mark, score)
            for mark in scores.of_subject(row.key)
            if mark.seat.first_at is not None
            for score in (mark.first, mark.second if mark.seat.second_at is not None else None)
            if score is not None and score.comment
        ]
        if said:
            named.append((row, said))
    return named


def materials_of(panel: ExpertPanel, seat: PanelSeat) -> list[Material]:
    """Return everything that an expert reads before judging: of the subjects judged, once conflicts are declared."""
    if not seat.declared_at:
        return []
    keys = [row.key for row in PanelScores.of(panel).judged_by(seat)]
    return [
        material
        for materials in kind(panel.subject_kind).materials(panel, keys).values()
        for material in materials
    ]


def expert_page(
    user: Actor,
    panel: ExpertPanel,
    seat: PanelSeat,
    *,
    lines: Mapping[int, TypedScore] | None = None,
    answers: Answers | None = None,
    errors: Mapping[int, str] | None = None,
    problems: Sequence[str] = (),
    changed: bool = False,
) -> dict[str, Any]:
    """Return the page of an expert: declare, score, discuss. What was typed and is wrong stays in the form.

    Of what the expert is in conflict with only the name is shown.
    """
    scores = PanelScores.of(panel)
    about = shared(user, panel) | {"seat": seat}
    own = SEATS.possible(user, seat)
    judged = scores.judged_by(seat)
    discussing = not scores.is_sealed and seat.first_at is not None
    keys = [row.key for row in judged]
    known = kind(panel.subject_kind).materials(panel, keys) if seat.declared_at else {}
    late = seat.first_at is not None or panel.state != ExpertPanel.State.SCORING
    return about | {
        "own": own,
        "may_declare": own["declare"] or own["amend"],
        "declare_lines": [_declared(scores, seat, row, answers, errors) for row in scores.rows],
        "late": late,
        "score_lines": [
            ScoreLine(
                row,
                scores.marks[seat.pk, row.key],
                _typed(scores.marks[seat.pk, row.key], panel, lines or {}, errors or {}),
                known.get(row.key, ()),
                result_of(scores, row) if discussing else None,
                _now(scores.marks[seat.pk, row.key], (lines or {}).get(row.key)) if changed else "",
            )
            for row in judged
        ]
        if seat.declared_at
        else [],
        "excluded": [row for row in scores.rows if row not in judged],
        "discussing": discussing,
        "waiting": len(scores.missing_first),
        "is_chair": panel.chair_id == user.pk,
        "missing": scores.missing_first if panel.chair_id == user.pk and scores.is_sealed else [],
        "problems": problems,
        "below": rules_of(panel).comment_below,
    }


def _declared(
    scores: PanelScores,
    seat: PanelSeat,
    row: PanelSubject,
    answers: Answers | None,
    errors: Mapping[int, str] | None,
) -> DeclareLine:
    stored = scores.declared.get((seat.pk, row.key))
    conflict = scores.marks[seat.pk, row.key].conflict
    held = conflict
    if conflict is not None and not conflict.by_system and conflict.declared_by_id == seat.expert_id:
        held = None
    answer, ground = (stored.conflict, stored.ground) if stored is not None else (None, "")
    if answers is not None:
        answer, ground = answers.get(row.key, (answer, ground))
    word = "" if answer is None else "yes" if answer else "no"
    return DeclareLine(
        row, word, ground, held, (errors or {}).get(row.key, "") if answers is not None else ""
    )


def _typed(
    mark: ExpertMark, panel: ExpertPanel, lines: Mapping[int, TypedScore], errors: Mapping[int, str]
) -> TypedScore:
    """Return what stands in the form: what was typed, else what is stored."""
    if mark.row.key in lines:
        line = lines[mark.row.key]
        line.error = line.error or errors.get(mark.row.key, "")
        return line
    in_discussion = panel.state == ExpertPanel.State.DISCUSSION
    stored = mark.second if in_discussion else mark.first
    points = stored or mark.first
    return TypedScore(
        short(points.points) if points is not None else "",
        stored.comment if stored is not None else "",
        errors.get(mark.row.key, "") if lines else "",
    )


def _now(mark: ExpertMark, typed: TypedScore | None) -> str:
    """Return the points that stand where they differ from what was typed."""
    stored = mark.second or mark.first
    points = short(stored.points) if stored is not None else "—"
    return points if typed is not None and typed.points != points else ""


def sheet_page(user: Actor, panel: ExpertPanel, seat: PanelSeat, *, own: bool) -> dict[str, Any]:
    """Return the score sheet (评审表) of one expert: what they declared and gave, to be printed and signed."""
    scores = PanelScores.of(panel)
    return shared(user, panel) | {
        "seat": seat if own else None,
        "expert": seat.expert,
        "owner": seat,
        "own": own,
        "lines": [(row, scores.marks[seat.pk, row.key]) for row in scores.rows],
    }
