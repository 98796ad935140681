"""End the independent round, and close a panel: its results become facts."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.language import Message, message
from keqiao.web.accounts.actors import Actor
from keqiao.web.experts.conflicts import mark_own_units
from keqiao.web.experts.models import ExpertPanel
from keqiao.web.experts.panel_scores import Standing
from keqiao.web.experts.services.panel_action import acting, reason_given
from keqiao.web.experts.tally import Tally
from keqiao.web.facts.models import Basis, Origin, SourceKind
from keqiao.web.facts.services.recording import record_fact
from keqiao.web.site import numbers

State = ExpertPanel.State


def end_first(actor: Actor, pk: int, reason: str = "", *, since: int | None = None) -> None:
    """End the independent scoring before all have handed in, with a reason; who has not takes no further part.

    Raises ValidationError without a reason, or where so few have handed in that no platform could get a result.
    """
    with acting(actor, pk, "end_first", since=since) as at_work:
        panel = at_work.panel
        standing = Standing.of(panel)
        needed = panel.least + 2 * panel.trim
        handed_in = len(standing.seats) - len(standing.missing_first)
        if handed_in < needed:
            raise ValidationError(
                _(
                    "%(count)d experts have handed in, a result needs at least %(needed)d. "
                    "Wait, or dissolve the panel."
                )
                % {"count": handed_in, "needed": needed}
            )
        words = reason_given(reason)
        panel.state, panel.first_ended_at, panel.first_reason = State.DISCUSSION, at_work.at, words
        at_work.detail |= {
            "reason": words,
            "missing": [seat.expert.username for seat in standing.missing_first],
        }


def close(actor: Actor, pk: int, reason: str = "", *, since: int | None = None) -> ExpertPanel:
    """Close a panel: the trimmed mean of each platform becomes a fact of the measure, which supersedes what stood.

    Two officers stand for it: who organised the panel and who closes it, never the same (``states``). No expert is
    named in a fact, which platforms see.

    A reason is needed where a platform gets no result or an expert has not handed in after the discussion (the
    independent score stands then). Raises ValidationError, PermissionDenied.
    """
    with acting(actor, pk, "close", since=since) as at_work:
        panel = at_work.panel
        mark_own_units(panel, panel.seats.select_related("expert"), actor)
        standing = Standing.of(panel)
        results = [(row, standing.tally(row.platform_id)) for row in standing.rows]
        if all(result.value is None for _row, result in results):
            raise ValidationError(
                _("No platform has enough scores; there is nothing to record. Dissolve the panel.")
            )
        unfinished = bool(standing.missing_second) or any(result.value is None for _row, result in results)
        words = reason_given(reason, required=unfinished)
        for row, result in results:
            if result.value is None:
                continue
            row.value = result.value
            row.fact = record_fact(
                panel.measure.code,
                row.platform,
                panel.period,
                result.value,
                recorded_by=panel.created_by,
                confirmed_by=actor,
                origin=Origin.PANEL,
                basis=Basis.REPORTED,
                source_kind=SourceKind.EXPERT,
                source_note=message("Experts' panel {panel}", panel=str(panel)),
                note=in_short(result),
            )
            row.save()
        at_work.detail |= {
            "results": {row.platform.code: result.value for row, result in results},
            "reason": words,
        }
        panel.state, panel.closing_reason = State.CLOSED, words
        panel.closed_by, panel.closed_at = actor, at_work.at
    return panel


def in_short(result: Tally) -> Message:
    """Say of a result what everybody may know: number of experts, mean, spread; never a single expert's score."""
    return message(
        "{count} experts: result {value}, mean of all {mean}, standard deviation {deviation}; "
        "highest and lowest left out: {trim} each",
        count=result.count,
        value=numbers.number(result.value, 2),
        mean=numbers.number(result.mean, 2),
        deviation=numbers.number(result.deviation, 2),
        trim=result.trim,
    )
