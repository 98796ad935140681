"""Organise a panel: what it scores, who sits on it; open it, add an expert, state a conflict, dissolve it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require
from keqiao.web.audit.clock import present
from keqiao.web.audit.services import record
from keqiao.web.experts.conflicts import mark_own_units
from keqiao.web.experts.criteria import Criterion, criterion
from keqiao.web.experts.documents import PANELS
from keqiao.web.experts.models import ConflictDeclaration, ExpertPanel, PanelPlatform, PanelSeat
from keqiao.web.experts.panel_scores import Standing
from keqiao.web.experts.selectors import may_sit, taken
from keqiao.web.experts.services.panel_action import acting, changed_words, reason_given
from keqiao.web.experts.states import DECIDE, decide_action
from keqiao.web.facts.checks import check_period
from keqiao.web.facts.models import Measure
from keqiao.web.registry.models import Platform

State = ExpertPanel.State
ATTEMPTS = 5
"""So often a panel's number is tried when others organise panels in the same moment."""


@transaction.atomic
def prepare(
    actor: Actor,
    panel: ExpertPanel,
    platforms: Iterable[Platform],
    experts: Iterable[Any],
    *,
    since: int | None = None,
) -> ExpertPanel:
    """Store a panel in preparation, new or changed.

    ``panel`` carries title, field, criterion (source, basis, measure), period, chair, due date, guidance and the panel
    it puts right; how many scores are cut off follows from the criterion.

    Raises ValidationError by field, PermissionDenied.
    """
    require(actor, DECIDE)
    chosen, people = list(platforms), list(experts)
    if panel.pk is None:
        panel.created_by, panel.created_at = actor, present()
    else:
        now = ExpertPanel.objects.select_for_update().get(pk=panel.pk)
        decision = decide_action(actor, now, None, "edit")
        if not decision:
            raise PermissionDenied(decision.reason)
        if since is not None and since != now.edition:
            raise ValidationError(changed_words(), code="changed")
        panel.edition = now.edition + 1
    # Two officers who organise panels of one measure at once queue here, so that no platform stands in both.
    Measure.objects.select_for_update().get(pk=panel.measure_id)
    _follow_criterion(panel)
    _check_platforms(panel, chosen)
    _check_experts(panel, people, actor)
    _numbered(panel)
    panel.platforms.all().delete()
    panel.seats.all().delete()
    PanelPlatform.objects.bulk_create(PanelPlatform(panel=panel, platform=one) for one in chosen)
    PanelSeat.objects.bulk_create(PanelSeat(panel=panel, expert=one) for one in people)
    detail = {
        "measure": panel.measure.code,
        "period": panel.period,
        "platforms": [one.code for one in chosen],
        "experts": [one.username for one in people],
    }
    record(actor, "experts.prepare", panel, detail)
    return panel


def open_panel(actor: Actor, pk: int, *, since: int | None = None) -> ExpertPanel:
    """Open the scoring: experts see the panel and declare their conflicts.

    Raises ValidationError where a platform has too few experts without a conflict, or stands in another panel by now.
    """
    with acting(actor, pk, "open", since=since) as at_work:
        panel = at_work.panel
        _check_platforms(panel, [row.platform for row in panel.platforms.select_related("platform")])
        mark_own_units(panel, panel.seats.select_related("expert"), actor)
        short = Standing.of(panel).short_of()
        if short:
            needed = panel.least + 2 * panel.trim
            raise ValidationError(
                [
                    _("%(platform)s: %(able)d experts may judge it, at least %(needed)d are needed.")
                    % {"platform": row.platform, "able": able, "needed": needed}
                    for row, able in short
                ]
            )
        panel.state, panel.opened_at = State.SCORING, at_work.at
    return panel


def add_expert(actor: Actor, pk: int, expert: Actor, *, since: int | None = None) -> None:
    """Seat one more expert while independent scoring goes on. Raises ValidationError, PermissionDenied."""
    with acting(actor, pk, "seat", since=since) as at_work:
        panel = at_work.panel
        people = [seat.expert for seat in panel.seats.select_related("expert")]
        if expert in people:
            raise ValidationError({"expert": _("%(expert)s sits on the panel.") % {"expert": expert}})
        _check_experts(panel, [*people, expert], actor)
        seat = PanelSeat.objects.create(panel=panel, expert=expert)
        mark_own_units(panel, [seat], actor)
        at_work.detail["expert"] = expert.username


def state_conflict(
    actor: Actor,
    pk: int,
    seat_pk: int,
    platform_pk: int,
    reason: str,
    *,
    since: int | None = None,
) -> None:
    """State for an expert that they may not judge a platform; a score they gave no longer counts.

    Raises ValidationError where seat or platform are not of the panel, no reason is given or the conflict stands.
    """
    words = reason_given(reason)
    with acting(actor, pk, "state_conflict", since=since) as at_work:
        standing = Standing.of(at_work.panel)
        mark = standing.marks.get((seat_pk, platform_pk))
        if mark is None:
            raise ValidationError(_("Choose an expert and a platform of this panel."))
        if mark.conflict is not None:
            raise ValidationError(_("This conflict of interest is noted already."))
        ConflictDeclaration.objects.create(
            seat=mark.seat,
            platform_id=platform_pk,
            conflict=True,
            ground=words,
            declared_by=actor,
            declared_at=at_work.at,
        )
        row = next(row for row in standing.rows if row.platform_id == platform_pk)
        at_work.detail |= {
            "expert": mark.seat.expert.username,
            "platform": row.platform.code,
            "reason": words,
        }


def dissolve(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> None:
    """Give up a panel that is not closed: nothing comes of it, its platforms are free for another."""
    words = reason_given(reason)
    with acting(actor, pk, "dissolve", since=since) as at_work:
        panel = at_work.panel
        panel.state, panel.closing_reason = State.DISSOLVED, words
        panel.closed_by, panel.closed_at = actor, at_work.at
        at_work.detail["reason"] = words


def _follow_criterion(panel: ExpertPanel) -> None:
    """Take over from what asks for the panel how scores are combined. Raises ValidationError by field."""
    asked = criterion(panel.source, panel.basis, panel.measure_id)
    if asked is None:
        raise ValidationError({"measure": _("This scheme version has no such measure that experts rate.")})
    if not asked.is_mean:
        raise ValidationError(
            {"measure": _("The scheme asks for the median of the ratings; a panel forms trimmed means only.")}
        )
    panel.period = check_period(panel.measure, panel.period).code
    panel.trim, panel.least = asked.trim, _least(asked)
    if panel.corrects is not None and (
        panel.corrects.state != State.CLOSED
        or (panel.corrects.measure_id, panel.corrects.period) != (panel.measure_id, panel.period)
    ):
        raise ValidationError(
            _("A panel puts right a closed panel of the same measure and period: %(panel)s is not one.")
            % {"panel": panel.corrects}
        )
    if panel.due_on is not None and panel.due_on < _today():
        raise ValidationError({"due_on": _("The due date has passed.")})


def _least(asked: Criterion) -> int:
    return max(PANELS.in_force().least_scores, asked.minimum - 2 * asked.trim)


def _today() -> Any:
    return timezone.localdate(present())


def _check_platforms(panel: ExpertPanel, chosen: Sequence[Platform]) -> None:
    if not chosen:
        raise ValidationError({"platforms": _("Choose at least one platform.")})
    found = taken(panel.measure, panel.period, chosen, panel)
    if found:
        raise ValidationError(
            {
                "platforms": [
                    _("%(platform)s is scored for %(period)s by panel %(panel)s already.")
                    % {"platform": row.platform, "period": panel.period, "panel": row.panel}
                    for row in found
                ]
            }
        )


def _check_experts(panel: ExpertPanel, people: Sequence[Any], actor: Actor) -> None:
    """Raises ValidationError by field."""
    known = PANELS.in_force()
    needed = max(known.least_experts, panel.least + 2 * panel.trim)
    if not needed <= len(people) <= known.most_experts:
        raise ValidationError(
            {
                "experts": _("A panel has at least %(least)d and at most %(most)d experts.")
                % {"least": needed, "most": known.most_experts}
            }
        )
    wrong = [str(one) for one in people if not may_sit(one) or one.pk == actor.pk]
    if wrong:
        raise ValidationError(
            {
                "experts": _("Not an expert who may score, or part of those who run panels: %(names)s")
                % {"names": _(", ").join(wrong)}
            }
        )
    if panel.chair is not None and panel.chair not in people:
        raise ValidationError({"chair": _("The chair is one of the experts.")})


def _numbered(panel: ExpertPanel) -> None:
    """Store a panel, a new one with the next free number of its period. Raises ValidationError."""
    if panel.pk is not None:
        panel.full_clean()
        panel.save()
        return
    for _attempt in range(ATTEMPTS):
        panel.code = _next_code(panel.period)
        panel.full_clean()
        # Another panel may take the number in the same moment: then the next one is tried.
        with suppress(IntegrityError), transaction.atomic():
            panel.save()
            return
    raise ValidationError(_("Too many panels are being organised at this moment. Try again."))


def _next_code(period: str) -> str:
    """Return the next free code of a period, as in E2024-01."""
    begin = f"E{period}-"
    codes = ExpertPanel.objects.filter(code__startswith=begin).values_list("code", flat=True)
    numbers = [int(code[len(begin) :]) for code in codes if code[len(begin) :].isdigit()]
    return f"{begin}{max(numbers, default=0) + 1:02d}"
