"""What experts do: declare conflicts of interest, score alone, score after the discussion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.experts.documents import PANELS
from keqiao.web.experts.models import ConflictDeclaration, ExpertPanel, ExpertScore, PanelPlatform, PanelSeat
from keqiao.web.experts.panel_scores import Mark, Standing
from keqiao.web.experts.services.panel_action import Acting, acting, reason_given

State, Round = ExpertPanel.State, ExpertScore.Round
MOST_COMMENT = 2000
"""Characters of a comment."""
WHOLE = Decimal(100)
STEP = Decimal("0.01")


@dataclass(frozen=True)
class Given:
    """Points (0–100, None: none yet) and a comment for one platform."""

    points: Decimal | None
    comment: str = ""


class ScoresRefused(ValidationError):
    """Scores cannot be taken; nothing was stored. ``lines``: what is wrong, by platform."""

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
    """Keep an expert's declaration: platform → (conflict or not, ground); None: no answer.

    Every platform is answered the first time; until the scores are handed in an answer may be changed, afterwards a
    conflict may only be added, which takes the score out of the count. What the bureau or the system noted stands.
    Raises ScoresRefused with what is wrong by platform; PermissionDenied for a platform that is not of the panel.
    """
    with acting(actor, pk, "declare", since=since) as at_work:
        seat, panel = _seat(at_work), at_work.panel
        standing = Standing.of(panel)
        _only_of_panel(answers, standing)
        late = seat.first_at is not None or panel.state == State.DISCUSSION
        wrong: dict[int, str] = {}
        fresh = []
        for row in standing.rows:
            before = standing.declared.get((seat.pk, row.platform_id))
            held = standing.marks[seat.pk, row.platform_id].conflict
            if held is not None and (held.by_system or held.declared_by_id != actor.pk):
                continue
            conflict, ground = answers.get(row.platform_id, (None, ""))
            words = reason_given(ground, required=False)
            if conflict is None:
                if before is None:
                    wrong[row.platform_id] = _("Answer yes or no.")
                continue
            if conflict and not words:
                wrong[row.platform_id] = _("State the ground of the conflict.")
            elif before is not None and before.conflict and not conflict and late:
                wrong[row.platform_id] = _("A conflict is not withdrawn after scores were handed in.")
            elif before is None or (before.conflict, before.ground) != (conflict, words):
                fresh.append(
                    ConflictDeclaration(
                        seat=seat,
                        platform_id=row.platform_id,
                        conflict=conflict,
                        ground=words,
                        declared_by=actor,
                        declared_at=at_work.at,
                    )
                )
        if wrong:
            raise ScoresRefused(wrong)
        ConflictDeclaration.objects.bulk_create(fresh)
        seat.declared_at = seat.declared_at or at_work.at
        names = {row.platform_id: row.platform.code for row in standing.rows}
        at_work.detail["conflicts"] = [names[one.platform_id] for one in fresh if one.conflict]


def give_scores(
    actor: Actor,
    pk: int,
    given: Mapping[int, Given],
    *,
    hand_in: bool = False,
    since: int | None = None,
) -> ExpertPanel:
    """Save an expert's scores of the round the panel stands in, platform → points and comment; all lines or none.

    ``hand_in`` locks the round; the independent one ends when the last expert hands in. A change after the discussion
    needs a comment. Raises ScoresRefused with what is wrong by platform; PermissionDenied with the reason, also for a
    platform the expert is in conflict with.
    """
    action = "revise" if _state(pk) == State.DISCUSSION else "score"
    with acting(actor, pk, action, since=since) as at_work:
        seat, panel = _seat(at_work), at_work.panel
        standing = Standing.of(panel)
        _only_of_panel(given, standing)
        if any(standing.marks[seat.pk, platform].conflict is not None for platform in given):
            raise PermissionDenied(_("You are in conflict with this platform and do not score it."))
        rows = standing.judged_by(seat)
        step = Round.DISCUSSED if action == "revise" else Round.INDEPENDENT
        cleaned = {
            row.platform_id: given.get(row.platform_id) or _before(standing, seat, row, step) for row in rows
        }
        wrong = {}
        for row in rows:
            mark = standing.marks[seat.pk, row.platform_id]
            problem = _problem(cleaned[row.platform_id], mark, step, hand_in)
            if problem:
                wrong[row.platform_id] = problem
        if wrong:
            raise ScoresRefused(wrong)
        for row in rows:
            _store(at_work, standing.marks[seat.pk, row.platform_id], cleaned[row.platform_id], step)
        at_work.matters = hand_in
        at_work.detail |= {"round": int(step), "handed_in": hand_in}
        if hand_in:
            _hand_in(at_work, seat, step)
    return panel


def _state(pk: int) -> str:
    return ExpertPanel.objects.filter(pk=pk).values_list("state", flat=True).first() or ""


def _seat(at_work: Acting) -> PanelSeat:
    if at_work.seat is None:
        raise PermissionDenied(_("You are not on this panel."))
    at_work.seat.expert = at_work.actor
    return at_work.seat


def _only_of_panel(keys: Mapping[int, Any], standing: Standing) -> None:
    if set(keys) - {row.platform_id for row in standing.rows}:
        raise PermissionDenied(_("This platform is not of this panel."))


def _before(standing: Standing, seat: PanelSeat, row: PanelPlatform, step: int) -> Given:
    """Return what is stored for a line that was not sent."""
    mark = standing.marks[seat.pk, row.platform_id]
    stored = mark.second if step == Round.DISCUSSED else mark.first
    stored = stored or mark.first
    return (
        Given(stored.points, stored.comment if stored is not mark.first or step == Round.INDEPENDENT else "")
        if (stored is not None)
        else Given(None)
    )


def _problem(line: Given, mark: Mark, step: int, hand_in: bool) -> str:
    """Say what is wrong with a line; empty when nothing is."""
    points, below = line.points, PANELS.in_force().comment_below
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


def _store(at_work: Acting, mark: Mark, line: Given, step: int) -> None:
    """Write, change or take away one score of a round."""
    stored = mark.second if step == Round.DISCUSSED else mark.first
    same = step == Round.DISCUSSED and mark.first is not None and line.points == mark.first.points
    if line.points is None or (same and not line.comment):
        if stored is not None:
            stored.delete()
        return
    if stored is not None and (stored.points, stored.comment) == (line.points, line.comment):
        return
    score = stored or ExpertScore(panel=at_work.panel, seat=mark.seat, platform_id=mark.platform, round=step)
    score.points, score.comment, score.changed_at = line.points, line.comment, at_work.at
    score.save()


def _hand_in(at_work: Acting, seat: PanelSeat, step: int) -> None:
    """Lock the expert's round; the first ends when everybody has handed in."""
    panel = at_work.panel
    if step == Round.DISCUSSED:
        seat.second_at = at_work.at
        return
    seat.first_at = at_work.at
    if not panel.seats.filter(first_at=None).exclude(pk=seat.pk).exists():
        panel.state, panel.first_ended_at = State.DISCUSSION, at_work.at
        at_work.detail["all_handed_in"] = True
