"""End the independent round, and close a panel: its results become what they are for."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.experts.conflicts import mark_known
from keqiao.web.experts.models import ExpertPanel
from keqiao.web.experts.panel_scores import PanelScores
from keqiao.web.experts.procedure import PANELS
from keqiao.web.experts.subject_kinds import kind
from keqiao.web.procedures.words import reason_given


def end_first(actor: Actor, pk: int, reason: str = "", *, since: int | None = None) -> None:
    """End the independent scoring before all have handed in, with a reason; who has not takes no further part.

    Raises ValidationError without a reason, or where so few have handed in that nothing could get a result.
    """
    with PANELS.acting(actor, pk, "end_first", since=since, reason=reason) as work:
        panel = work.row
        scores = PanelScores.of(panel)
        needed = panel.least + 2 * panel.trim
        handed_in = len(scores.seats) - len(scores.missing_first)
        if handed_in < needed:
            raise ValidationError(
                _(
                    "%(count)d experts have handed in, a result needs at least %(needed)d. "
                    "Wait, or dissolve the panel."
                )
                % {"count": handed_in, "needed": needed}
            )
        panel.first_reason = work.reason
        work.detail["missing"] = [seat.expert.username for seat in scores.missing_first]


def close(actor: Actor, pk: int, reason: str = "", *, since: int | None = None) -> ExpertPanel:
    """Close a panel: the trimmed mean of each subject is kept; for a platform it becomes a fact of the measure, which
    supersedes what stood.

    Two officers stand for it: who organised the panel and who closes it, never the same (``procedure``).

    A reason is needed where a subject gets no result or an expert has not handed in after the discussion (the
    independent score stands then). Raises ValidationError, PermissionDenied.
    """
    with PANELS.acting(actor, pk, "close", since=since, reason=reason) as work:
        panel = work.row
        mark_known(panel, panel.seats.select_related("expert"), actor)
        scores = PanelScores.of(panel)
        results = [(row, scores.tally(row.key)) for row in scores.rows]
        if all(result.value is None for _row, result in results):
            raise ValidationError(
                _("Nothing has enough scores; there is nothing to record. Dissolve the panel.")
            )
        if scores.missing_second or any(result.value is None for _row, result in results):
            reason_given(reason)
        subjects = kind(panel.subject_kind)
        for row, result in results:
            if result.value is not None:
                row.value = result.value
                subjects.settle(panel, row, result, actor)
                row.save()
        panel.closing_reason = work.reason
        work.detail["results"] = {row.subject.code: result.value for row, result in results}
    return work.row
