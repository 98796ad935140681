"""The procedure of a grading: 测算 → 会商 → 公示 → 异议/复核 → 定级.

::

    computed ─consult→ consulted ─publish→ published ─finish→ final
    published ⇄ rechecked: while objections are re-checked, and until an upheld one has its new run
    published, rechecked ─rebase→ published (onto a new run, for an upheld objection or an accepted case of fault
    tolerance; publicity begins again where it matters)
    all but final ─withdraw→ withdrawn
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import today
from keqiao.web.grading import notifications
from keqiao.web.grading.actions import GradingActing
from keqiao.web.grading.loose_ends import cases_in_words, cases_without_a_run
from keqiao.web.grading.models import Grading, Objection
from keqiao.web.grading.objections import OBJECTIONS
from keqiao.web.grading.selectors import (
    DECIDE,
    SHOWN_TO_ALL,
    open_objections,
    preparers,
    waiting_for_a_run,
)
from keqiao.web.procedures.action import Action, Reason
from keqiao.web.procedures.declaration import Awaited, Procedure

State = Grading.State
UNDER_WAY = (State.COMPUTED, State.CONSULTED, *SHOWN_TO_ALL)


def _cannot_rebase(_user: Actor, grading: Grading) -> str:
    still_open = open_objections(grading)
    if still_open:
        return _open_words(still_open)
    if not waiting_for_a_run(grading) and not cases_without_a_run(grading):
        return _("No upheld objection and no accepted case of fault tolerance is waiting for a new run.")
    return ""


def _cannot_publish(_user: Actor, grading: Grading) -> str:
    return cases_in_words(cases_without_a_run(grading))


def _cannot_finish(user: Actor, grading: Grading) -> str:
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
        reasons.append(
            _("An upheld objection (%(names)s) has no new run yet; take a run made after it as the ground.")
            % {"names": _platforms(waiting)}
        )
    if cases := cases_in_words(cases_without_a_run(grading)):
        reasons.append(cases)
    return " ".join(reasons)


def _open_words(objections: list[Objection]) -> str:
    count = len(objections)
    return ngettext(
        "%(count)s objection is still open (%(names)s).",
        "%(count)s objections are still open (%(names)s).",
        count,
    ) % {"count": count, "names": _platforms(objections)}


def _platforms(objections: list[Objection]) -> str:
    return _(", ").join(str(objection.platform) for objection in objections)


_STATUS: dict[str, str | Promise] = {
    State.COMPUTED: gettext_lazy("Computed from run %(run)s; the consultation has not been recorded."),
    State.CONSULTED: gettext_lazy("The consultation is recorded; the grades have not been published."),
    State.PUBLISHED: gettext_lazy("Published from %(first)s to %(last)s."),
    State.RECHECKED: gettext_lazy("Published from %(first)s to %(last)s; objections are being re-checked."),
    State.FINAL: gettext_lazy("Final: decided on %(final)s. Final grades never change."),
    State.WITHDRAWN: gettext_lazy("The grading was withdrawn."),
}
_TO_REBASE = gettext_lazy(
    "Published from %(first)s to %(last)s; every objection is answered, an upheld one waits for its new run."
)


def status(grading: Grading) -> str:
    """Say where a grading stands and what that means, in the reader's language."""
    words = _STATUS[grading.state]
    if grading.state == State.RECHECKED and not open_objections(grading):
        words = _TO_REBASE
    final = timezone.localtime(grading.final_at).strftime("%Y-%m-%d %H:%M") if grading.final_at else "—"
    return str(words) % {
        "run": grading.run.code,
        "first": grading.publicity_from or "—",
        "last": grading.publicity_to or "—",
        "final": final,
    }


def _to_consult(user: Actor) -> QuerySet[Grading]:
    """Gradings whose consultation was not recorded; later it may be recorded again, which nobody waits for."""
    gradings: QuerySet[Grading] = Grading.objects.visible_to(user)
    return gradings.filter(state=State.COMPUTED).order_by("pk") if user.has_right(DECIDE) else gradings.none()


GRADINGS = Procedure(
    "gradings",
    model=Grading,
    states=State,
    status=status,
    work=GradingActing,
    log="grading.",
    related=("run__scheme", "run__snapshot", "created_by", "final_by"),
    parts=(OBJECTIONS,),
    by_others=(State.RECHECKED,),
    actions=(
        Action(
            "prepare",
            pgettext_lazy("grading", "prepare"),
            to=State.COMPUTED,
            right=DECIDE,
            reason=Reason.OPTIONAL,
            stamp="created",
            logged=gettext_lazy("begin grading"),
        ),
        Action(
            "consult",
            pgettext_lazy("grading", "record the consultation"),
            at=(State.COMPUTED, State.CONSULTED),
            to=State.CONSULTED,
            right=DECIDE,
            logged=gettext_lazy("record consultation of grading"),
        ),
        Action(
            "publish",
            pgettext_lazy("grading", "begin the publicity"),
            at=(State.CONSULTED,),
            to=State.PUBLISHED,
            right=DECIDE,
            obstacle=_cannot_publish,
            notify=notifications.of_publicity,
            logged=gettext_lazy("begin publicity of grades"),
        ),
        Action(
            "rebase",
            pgettext_lazy("grading", "take a new run as the ground"),
            at=SHOWN_TO_ALL,
            to=State.PUBLISHED,
            right=DECIDE,
            obstacle=_cannot_rebase,
            notify=notifications.of_new_ground,
            logged=gettext_lazy("take new run as ground of grading"),
        ),
        Action(
            "finish",
            pgettext_lazy("grading", "decide the final grades"),
            at=SHOWN_TO_ALL,
            to=State.FINAL,
            right=DECIDE,
            obstacle=_cannot_finish,
            stamp="final",
            notify=notifications.of_final_grades,
            logged=gettext_lazy("decide final grades"),
        ),
        Action(
            "withdraw",
            pgettext_lazy("grading", "withdraw the grading"),
            at=UNDER_WAY,
            to=State.WITHDRAWN,
            right=DECIDE,
            reason=Reason.REQUIRED,
            missing=gettext_lazy("Say it in words."),
            notify=notifications.of_withdrawal,
            logged=gettext_lazy("withdraw grading"),
        ),
    ),
    awaited=(
        Awaited(
            gettext_lazy("Consultation of a grading to record: %(row)s"),
            actions=("consult",),
            rows=_to_consult,
        ),
        Awaited(gettext_lazy("Publicity of a grading to begin: %(row)s"), actions=("publish",)),
        Awaited(gettext_lazy("New run to take as the ground of grading %(row)s"), actions=("rebase",)),
        Awaited(
            gettext_lazy("%(row)s: the publicity has ended; the grades can be decided"), actions=("finish",)
        ),
    ),
)
