"""What experts do: declare conflicts of interest, score alone, score after the discussion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.experts.actions import SeatActing
from keqiao.web.experts.models import ConflictDeclaration, ExpertPanel, ExpertScore, PanelSeat, PanelSubject
from keqiao.web.experts.panel_scores import ExpertMark, PanelScores
from keqiao.web.experts.procedure import MOST_WORDS
from keqiao.web.experts.rulebook import rules_of
from keqiao.web.experts.seats import SEATS
from keqiao.web.experts.selectors import visible_panels
from keqiao.web.procedures.words import words_given

State, Round = ExpertPanel.State, ExpertScore.Round
MOST_COMMENT = 2000
"""Characters of a comment."""
WHOLE = Decimal(100)
STEP = Decimal("0.01")


@dataclass(frozen=True)
class ScoreEntry:
    """Points (0–100, None: none yet) and a comment for one subject."""

    points: Decimal | None
    comment: str = ""


class ScoresRefused(ValidationError):
    """Scores cannot be taken; nothing was stored. ``lines``: what is wrong, by key of the subject."""

    def __init__(self, lines: Mapping[int, str]) -> None:
        self.lines = dict(lines)
        super().__init__(_("Nothing was saved: correct the lines marked."))


def declare(
    actor: Actor,
    pk: int,
    answers: Mapping[int, tuple[bool | None, str]],
    *,
    since: int | None = None,
) -> None:
    """Keep an expert's declaration: key of the subject → (conflict or not, ground); None: no answer.

    Every subject is answered the first time; until the scores are handed in an answer may be changed, afterwards a
    conflict may only be added, which takes the score out of the count. What the bureau or the system noted stands.
    Raises ScoresRefused with what is wrong by subject; PermissionDenied for a subject that is not of the panel.
    """
    seat = own_seat(actor, pk)
    action = "declare" if seat.state == PanelSeat.State.INVITED else "amend"
    with SEATS.acting(actor, seat.pk, action, since=since) as work:
        seat = work.row
        scores = PanelScores.of(seat.panel)
        _only_of_panel(answers, scores)
        late = seat.first_at is not None or seat.panel.state == State.DISCUSSION
        wrong: dict[int, str] = {}
        fresh = []
        for row in scores.rows:
            before = scores.declared.get((seat.pk, row.key))
            held = scores.marks[seat.pk, row.key].conflict
            if held is not None and (held.by_system or held.declared_by_id != actor.pk):
                continue
            conflict, ground = answers.get(row.key, (None, ""))
            words = words_given(ground, "", MOST_WORDS, field="reason")
            if conflict is None:
                if before is None:
                    wrong[row.key] = _("Answer yes or no.")
                continue
            if conflict and not words:
                wrong[row.key] = _("State the ground of the conflict.")
            elif before is not None and before.conflict and not conflict and late:
                wrong[row.key] = _("A conflict is not withdrawn after scores were handed in.")
            elif before is None or (before.conflict, before.ground) != (conflict, words):
                fresh.append(
                    ConflictDeclaration(
                        seat=seat,
                        subject=row,
                        conflict=conflict,
                        ground=words,
                        declared_by=actor,
                        declared_at=work.at,
                    )
                )
        if wrong:
            raise ScoresRefused(wrong)
        ConflictDeclaration.objects.bulk_create(fresh)
        work.detail["conflicts"] = [score.subject.subject.code for score in fresh if score.conflict]


def give_scores(
    actor: Actor,
    pk: int,
    given: Mapping[int, ScoreEntry],
    *,
    hand_in: bool = False,
    since: int | None = None,
) -> ExpertPanel:
    """Save an expert's scores of the round the panel stands in, key of the subject → points and comment; all lines or
    none.

    ``hand_in`` locks the round; the independent one ends when the last expert hands in. A change after the discussion
    needs a comment. Raises ScoresRefused with what is wrong by subject; PermissionDenied with the reason, also for a
    subject the expert is in conflict with.
    """
    seat = own_seat(actor, pk)
    step = Round.DISCUSSED if seat.panel.state == State.DISCUSSION else Round.INDEPENDENT
    with SEATS.acting(actor, seat.pk, ACTIONS[step, hand_in], since=since) as work:
        seat, panel = work.row, work.row.panel
        scores = PanelScores.of(panel)
        _only_of_panel(given, scores)
        if any(scores.marks[seat.pk, key].conflict is not None for key in given):
            raise PermissionDenied(_("You are in conflict with it and do not score it."))
        rows = scores.judged_by(seat)
        cleaned = {row.key: given.get(row.key) or _before(scores, seat, row, step) for row in rows}
        wrong = {}
        for row in rows:
            problem = _problem(cleaned[row.key], scores.marks[seat.pk, row.key], step, hand_in)
            if problem:
                wrong[row.key] = problem
        if wrong:
            raise ScoresRefused(wrong)
        for row in rows:
            _store(work, scores.marks[seat.pk, row.key], cleaned[row.key], step)
        work.detail |= {"round": int(step), "handed_in": hand_in}
        if hand_in and step == Round.INDEPENDENT:
            work.ends_round = not panel.seats.filter(first_at=None).exclude(pk=seat.pk).exists()
            work.detail |= {"all_handed_in": True} if work.ends_round else {}
    return panel


ACTIONS = {
    (Round.INDEPENDENT, False): "score",
    (Round.INDEPENDENT, True): "hand_in",
    (Round.DISCUSSED, False): "revise",
    (Round.DISCUSSED, True): "confirm",
}


def own_seat(actor: Actor, pk: int) -> PanelSeat:
    """Return the seat of an expert on a panel. Raises Http404 for a panel the user may not see, PermissionDenied."""
    panel = visible_panels(actor).filter(pk=pk).first()
    if panel is None:
        raise Http404
    seat = panel.seat_of(actor)
    if seat is None:
        raise PermissionDenied(_("You are not on this panel."))
    seat.panel = panel
    return seat


def _only_of_panel(keys: Mapping[int, Any], scores: PanelScores) -> None:
    if set(keys) - {row.key for row in scores.rows}:
        raise PermissionDenied(_("This is not scored by this panel."))


def _before(scores: PanelScores, seat: PanelSeat, row: PanelSubject, step: int) -> ScoreEntry:
    """Return what is stored for a line that was not sent."""
    mark = scores.marks[seat.pk, row.key]
    stored = mark.second if step == Round.DISCUSSED else mark.first
    stored = stored or mark.first
    return (
        ScoreEntry(
            stored.points, stored.comment if stored is not mark.first or step == Round.INDEPENDENT else ""
        )
        if (stored is not None)
        else ScoreEntry(None)
    )


def _problem(line: ScoreEntry, mark: ExpertMark, step: int, hand_in: bool) -> str:
    """Say what is wrong with a line; empty when nothing is."""
    points, below = line.points, rules_of(mark.seat.panel).comment_below
    if len(line.comment) > MOST_COMMENT:
        return _("At most %(count)d characters.") % {"count": MOST_COMMENT}
    if points is None:
        return _("Give points.") if hand_in or step == Round.DISCUSSED else ""
    if not points.is_finite() or not 0 <= points <= WHOLE or points != points.quantize(STEP):
        return _("Points lie between 0 and 100, with two decimals at most.")
    if step == Round.DISCUSSED:
        changed = mark.first is None or points != mark.first.points
        return _("Say why you change your score.") if changed and not line.comment else ""
    if hand_in and points < below and not line.comment:
        return _("Below %(points)s points a comment says why.") % {"points": below}
    return ""


def _store(work: SeatActing, mark: ExpertMark, line: ScoreEntry, step: int) -> None:
    """Write, change or take away one score of a round."""
    stored = mark.second if step == Round.DISCUSSED else mark.first
    same = step == Round.DISCUSSED and mark.first is not None and line.points == mark.first.points
    if line.points is None or (same and not line.comment):
        if stored is not None:
            stored.delete()
        return
    if stored is not None and (stored.points, stored.comment) == (line.points, line.comment):
        return
    score = stored or ExpertScore(panel=work.row.panel, seat=work.row, subject=mark.row, round=step)
    score.points, score.comment, score.changed_at = line.points, line.comment, work.at
    score.save()
