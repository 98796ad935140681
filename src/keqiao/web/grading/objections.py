"""The procedure of an objection (异议): lodged by the platform, re-checked by one person, answered by another.

::

    lodged ─begin_recheck→ checking ─record_findings→ checking ─uphold→ upheld, ─dismiss→ dismissed
    lodged, checking ─retract→ withdrawn
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import today
from keqiao.web.grading import notifications
from keqiao.web.grading.actions import ObjectionActing
from keqiao.web.grading.models import Grading, Objection
from keqiao.web.grading.selectors import APPEAL, DECIDE, SHOWN_TO_ALL
from keqiao.web.procedures.action import Action
from keqiao.web.procedures.declaration import Awaited, Procedure

State = Objection.State
OPEN = (State.LODGED, State.CHECKING)


def _status(objection: Objection) -> str:
    return _("The objection stands at “%(state)s”.") % {"state": objection.get_state_display()}


def _outside_publicity(user: Actor, objection: Objection) -> str:
    grading = objection.grading
    if grading.publicity_from is None or grading.publicity_to is None:
        return _("The grades have not been published.")
    if not grading.publicity_from <= today() <= grading.publicity_to:
        return _("Objections are lodged within the publicity, from %(first)s to %(last)s.") % {
            "first": grading.publicity_from,
            "last": grading.publicity_to,
        }
    return _ended(user, objection)


def _ended(_user: Actor, objection: Objection) -> str:
    grading = objection.grading
    if grading.state not in SHOWN_TO_ALL:
        return _("The grading stands at “%(state)s”; nothing is done about objections to it.") % {
            "state": grading.get_state_display()
        }
    return ""


def _own(user: Actor, objection: Objection) -> str:
    if objection.lodged_by_id == user.pk:
        return _("You lodged this objection; another person deals with it.")
    return _ended(user, objection)


def _of_another_checker(user: Actor, objection: Objection) -> str:
    if objection.checked_by_id != user.pk:
        return _("The re-check is made by %(user)s.") % {"user": objection.checked_by}
    return _ended(user, objection)


def _cannot_answer(user: Actor, objection: Objection) -> str:
    if objection.checked_by_id == user.pk:
        return _("You made the re-check; another person answers the objection.")
    if not objection.findings:
        return _("The findings of the re-check are not recorded yet.")
    return _own(user, objection)


def objection_of(user: Actor, grading: Grading) -> Objection:
    """Return the objection, not lodged, that a user could lodge for the first of the own platforms in a grading."""
    own = grading.lines.filter(platform__unit_id=user.unit_id) if user.unit_id else grading.lines.none()
    line = own.select_related("platform").order_by("platform__code").first()
    return Objection(grading=grading, platform=line.platform if line is not None else None)


def _to_be_lodged(user: Actor) -> Iterator[Objection]:
    """Objections, not lodged, to the gradings that are in their publicity."""
    if user.has_right(APPEAL):
        gradings = Grading.objects.visible_to(user).filter(state__in=SHOWN_TO_ALL)
        for grading in gradings.filter(publicity_from__lte=today(), publicity_to__gte=today()).order_by("pk"):
            objection = objection_of(user, grading)
            if objection.unit_id is not None:
                yield objection


def _publicity(objection: Objection) -> Mapping[str, Any]:
    return {"grading": objection.grading.title, "day": objection.grading.publicity_to}


OBJECTIONS = Procedure(
    "objections",
    model=Objection,
    states=State,
    status=_status,
    work=ObjectionActing,
    log="grading.",
    within="grading",
    related=("grading__run__scheme", "platform__unit", "lodged_by", "checked_by", "answered_by"),
    actions=(
        Action(
            "object",
            pgettext_lazy("grading", "lodge an objection"),
            to=State.LODGED,
            right=APPEAL,
            obstacle=_outside_publicity,
            stamp="lodged",
            notify=notifications.of_objection,
            logged=gettext_lazy("lodge objection"),
        ),
        Action(
            "retract",
            pgettext_lazy("grading", "withdraw an objection"),
            at=OPEN,
            to=State.WITHDRAWN,
            right=APPEAL,
            obstacle=_ended,
            logged=gettext_lazy("withdraw objection"),
        ),
        Action(
            "begin_recheck",
            pgettext_lazy("grading", "begin the re-check"),
            at=(State.LODGED,),
            to=State.CHECKING,
            right=DECIDE,
            obstacle=_own,
            stamp="checked",
            logged=gettext_lazy("begin re-check of objection"),
        ),
        Action(
            "record_findings",
            pgettext_lazy("grading", "record the findings"),
            at=(State.CHECKING,),
            right=DECIDE,
            obstacle=_of_another_checker,
            logged=gettext_lazy("record findings of re-check"),
        ),
        Action(
            "uphold",
            pgettext_lazy("grading", "uphold an objection"),
            at=(State.CHECKING,),
            to=State.UPHELD,
            right=DECIDE,
            obstacle=_cannot_answer,
            stamp="answered",
            notify=notifications.of_answer,
            logged=gettext_lazy("uphold objection"),
        ),
        Action(
            "dismiss",
            pgettext_lazy("grading", "dismiss an objection"),
            at=(State.CHECKING,),
            to=State.DISMISSED,
            right=DECIDE,
            obstacle=_cannot_answer,
            stamp="answered",
            notify=notifications.of_answer,
            logged=gettext_lazy("dismiss objection"),
        ),
    ),
    awaited=(
        Awaited(
            gettext_lazy("Grades published: %(grading)s. Objections until %(day)s"),
            actions=("object",),
            rows=_to_be_lodged,
            values=_publicity,
        ),
        Awaited(gettext_lazy("Objection to re-check: %(row)s"), actions=("begin_recheck",)),
        Awaited(
            gettext_lazy("Findings of a re-check to record: %(row)s"),
            actions=("record_findings",),
            rows=lambda user: Objection.objects.visible_to(user).filter(
                state=State.CHECKING, checked_by=user, findings="", grading__state__in=SHOWN_TO_ALL
            ),
        ),
        Awaited(gettext_lazy("Objection to answer: %(row)s"), actions=("uphold", "dismiss")),
    ),
)
