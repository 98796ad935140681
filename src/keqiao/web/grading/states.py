"""The one place that says which action on a grading is possible in which state, who may take it, and why not.

The states are those of model.md §4, 测算 → 会商 → 公示 → 异议/复核 → 定级::

    computed ─consult→ consulted ─publish→ published ─finish→ final
    published ─begin_recheck→ rechecked ─dismiss, retract→ published (nothing open, nothing upheld without a new run)
    rechecked ─uphold→ rechecked ─rebase→ published (onto a new run; publicity begins again where it matters)
    all but final ─withdraw→ withdrawn
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import Decision as Answer
from keqiao.web.accounts.rules import decide
from keqiao.web.audit.acting import Action
from keqiao.web.audit.clock import today
from keqiao.web.grading.models import Grading, Objection
from keqiao.web.grading.selectors import APPEAL, DECIDE

State = Grading.State


def _day(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else "—"


def _outside_publicity(_user: Actor, grading: Grading, _about: Any) -> str:
    if grading.publicity_from is None or grading.publicity_to is None:
        return _("The grades have not been published.")
    if not grading.publicity_from <= today() <= grading.publicity_to:
        return _("Objections are lodged within the publicity, from %(first)s to %(last)s.") % {
            "first": grading.publicity_from,
            "last": grading.publicity_to,
        }
    return ""


def _not_lodged(_user: Actor, _decision: Grading, about: Any) -> str:
    return "" if about is None or about.state == Objection.State.LODGED else _standing_of(about)


def _not_open(_user: Actor, _decision: Grading, about: Any) -> str:
    return _standing_of(about) if about is not None and about.is_answered else ""


def _cannot_begin(user: Actor, grading: Grading, about: Any) -> str:
    return _not_lodged(user, grading, about) or _own(user, about)


def _cannot_find(user: Actor, _decision: Grading, about: Any) -> str:
    if about is None:
        return ""
    if about.state != Objection.State.CHECKING:
        return _standing_of(about)
    if about.checked_by_id != user.pk:
        return _("The re-check is made by %(user)s.") % {"user": about.checked_by}
    return ""


def _cannot_answer(user: Actor, _decision: Grading, about: Any) -> str:
    if about is None:
        return ""
    if about.state != Objection.State.CHECKING:
        return _standing_of(about)
    if about.checked_by_id == user.pk:
        return _("You made the re-check; another person answers the objection.")
    if not about.findings:
        return _("The findings of the re-check are not recorded yet.")
    return _own(user, about)


def _own(user: Actor, about: Any) -> str:
    if about is not None and about.lodged_by_id == user.pk:
        return _("You lodged this objection; another person deals with it.")
    return ""


def _standing_of(objection: Objection) -> str:
    return _("The objection stands at “%(state)s”.") % {"state": objection.get_state_display()}


def waiting_for_a_run(grading: Grading) -> list[Objection]:
    """Return the upheld objections that no new run has answered yet, oldest first."""
    found = grading.objections.filter(state=Objection.State.UPHELD, new_run=None)
    return list(found.select_related("platform").order_by("lodged_at", "pk"))


def open_objections(grading: Grading) -> list[Objection]:
    """Return the objections that have no answer yet, oldest first."""
    found = grading.objections.exclude(state__in=Objection.ANSWERED)
    return list(found.select_related("platform").order_by("lodged_at", "pk"))


def _cannot_rebase(_user: Actor, grading: Grading, _about: Any) -> str:
    still_open = open_objections(grading)
    if still_open:
        return _open_words(still_open)
    if not waiting_for_a_run(grading):
        return _("No upheld objection is waiting for a new run.")
    return ""


def _open_words(objections: list[Objection]) -> str:
    count = len(objections)
    names = _(", ").join(str(objection.platform) for objection in objections)
    return ngettext(
        "%(count)s objection is still open (%(names)s).",
        "%(count)s objections are still open (%(names)s).",
        count,
    ) % {"count": count, "names": names}


def preparers(grading: Grading) -> set[int]:
    """Return the keys of the users whose work the grades are: who began, and who took the last run as their ground."""
    last = grading.steps.filter(action__in=("prepare", "rebase")).order_by("-pk").first()
    return {grading.created_by_id} | ({last.by_id} if last is not None else set())


def _cannot_finish(user: Actor, grading: Grading, _about: Any) -> str:
    reasons = []
    if user.pk in preparers(grading):
        reasons.append(_("You prepared this grading; another person decides it."))
    if grading.publicity_to is not None and today() <= grading.publicity_to:
        reasons.append(
            _("The publicity runs until the end of %(last)s; the grades can be decided from %(first)s on.")
            % {"last": grading.publicity_to, "first": grading.publicity_to + timedelta(days=1)}
        )
    still_open = open_objections(grading)
    if still_open:
        reasons.append(_open_words(still_open))
    waiting = waiting_for_a_run(grading)
    if waiting:
        names = _(", ").join(str(objection.platform) for objection in waiting)
        reasons.append(
            _("An upheld objection (%(names)s) has no new run yet; take a run made after it as the ground.")
            % {"names": names}
        )
    return " ".join(reasons)


SHOWN_TO_ALL = (State.PUBLISHED, State.RECHECKED)
UNDER_WAY = (State.COMPUTED, State.CONSULTED, *SHOWN_TO_ALL)

ACTIONS: dict[str, Action] = {
    "prepare": Action(pgettext_lazy("grading", "prepare"), (), State.COMPUTED, DECIDE),
    "consult": Action(
        pgettext_lazy("grading", "record the consultation"),
        (State.COMPUTED, State.CONSULTED),
        State.CONSULTED,
        DECIDE,
    ),
    "publish": Action(
        pgettext_lazy("grading", "begin the publicity"), (State.CONSULTED,), State.PUBLISHED, DECIDE
    ),
    "object": Action(
        pgettext_lazy("grading", "lodge an objection"), SHOWN_TO_ALL, None, APPEAL, _outside_publicity
    ),
    "retract": Action(
        pgettext_lazy("grading", "withdraw an objection"), SHOWN_TO_ALL, None, APPEAL, _not_open
    ),
    "begin_recheck": Action(
        pgettext_lazy("grading", "begin the re-check"),
        SHOWN_TO_ALL,
        State.RECHECKED,
        DECIDE,
        _cannot_begin,
    ),
    "record_findings": Action(
        pgettext_lazy("grading", "record the findings"), (State.RECHECKED,), None, DECIDE, _cannot_find
    ),
    "uphold": Action(
        pgettext_lazy("grading", "uphold an objection"), (State.RECHECKED,), None, DECIDE, _cannot_answer
    ),
    "dismiss": Action(
        pgettext_lazy("grading", "dismiss an objection"), (State.RECHECKED,), None, DECIDE, _cannot_answer
    ),
    "rebase": Action(
        pgettext_lazy("grading", "take a new run as the ground"),
        (State.RECHECKED,),
        State.PUBLISHED,
        DECIDE,
        _cannot_rebase,
    ),
    "finish": Action(
        pgettext_lazy("grading", "decide the final grades"),
        SHOWN_TO_ALL,
        State.FINAL,
        DECIDE,
        _cannot_finish,
    ),
    "withdraw": Action(pgettext_lazy("grading", "withdraw the grading"), UNDER_WAY, State.WITHDRAWN, DECIDE),
}
"""What can be done to a grading. ``prepare`` is done to a run; it stands here because steps name it."""

_WHY_NOT: dict[str, str | Promise] = {
    State.COMPUTED: gettext_lazy("Computed from run %(run)s; the consultation has not been recorded."),
    State.CONSULTED: gettext_lazy("The consultation is recorded; the grades have not been published."),
    State.PUBLISHED: gettext_lazy("Published from %(first)s to %(last)s."),
    State.RECHECKED: gettext_lazy("Published from %(first)s to %(last)s; objections are being re-checked."),
    State.FINAL: gettext_lazy("Final: decided on %(final)s. Final grades never change."),
    State.WITHDRAWN: gettext_lazy("The grading was withdrawn."),
}


def standing(grading: Grading) -> str:
    """Say where a grading stands and what that means, in the reader's language."""
    return str(_WHY_NOT[grading.state]) % {
        "run": grading.run.code,
        "first": grading.publicity_from or "—",
        "last": grading.publicity_to or "—",
        "final": _day(grading.final_at),
    }


def decide_action(user: Actor, grading: Grading, action: str, about: Any = None) -> Answer:
    """May ``user`` take ``action`` on ``decision`` now, and if not, why. An unknown action raises KeyError.

    ``about`` is what the action deals with: the objection, or for ``object`` the platform.
    """
    wanted = ACTIONS[action]
    allowed = decide(user, wanted.right, about if wanted.right == APPEAL else grading)
    if not allowed:
        return allowed
    if grading.state not in wanted.states:
        return Answer(False, standing(grading))
    obstacle = wanted.obstacle(user, grading, about) if wanted.obstacle else ""
    return Answer(not obstacle, obstacle)


def possible(user: Actor, grading: Grading) -> dict[str, Answer]:
    """Return the decision on every action on the grading itself, for pages."""
    of_objections = {"prepare", "retract", "begin_recheck", "record_findings", "uphold", "dismiss"}
    return {action: decide_action(user, grading, action) for action in ACTIONS if action not in of_objections}
