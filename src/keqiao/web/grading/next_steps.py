"""What a grading under way waits for, in words: who does it, and where."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from keqiao.web.audit.clock import today
from keqiao.web.grading.loose_ends import cases_in_words, cases_without_a_run
from keqiao.web.grading.models import Grading, Objection
from keqiao.web.grading.selectors import SHOWN_TO_ALL, open_objections, waiting_for_a_run

State = Grading.State


class WaitingFor(NamedTuple):
    """Something that has to be done before a grading goes on, and the page where it is done."""

    text: str
    url: str


def waiting_for(grading: Grading) -> list[WaitingFor]:
    """Return what has to be done next, in the order in which it is done; nothing where the grading has ended."""
    own = grading.get_absolute_url()
    if grading.state == State.COMPUTED:
        consult = reverse("grading:consult", args=(grading.pk,))
        return [
            WaitingFor(_("The consultation is held and recorded; then the grades are published."), consult)
        ]
    if grading.state == State.CONSULTED:
        return [WaitingFor(_("The grades are published."), own)]
    if grading.state not in SHOWN_TO_ALL:
        return []
    steps = [
        WaitingFor(_objection_words(objection), objection.get_absolute_url())
        for objection in open_objections(grading)
    ]
    rebase = reverse("grading:rebase", args=(grading.pk,))
    steps += [
        WaitingFor(
            _(
                "The objection of %(platform)s was upheld: figures are put right, a snapshot is frozen, a run is made "
                "of it, and the grading is moved onto that run."
            )
            % {"platform": objection.platform},
            rebase,
        )
        for objection in waiting_for_a_run(grading)
    ]
    if cases := cases_in_words(cases_without_a_run(grading)):
        steps.append(WaitingFor(cases, rebase))
    last = grading.publicity_to
    if last is not None and today() <= last:
        words = _("The publicity ends on %(last)s; from %(first)s on the grades can be decided.")
        steps.append(WaitingFor(words % {"last": last, "first": last + timedelta(days=1)}, own))
    steps.append(
        WaitingFor(
            _("The grades are decided by another person than %(user)s, who prepared them.")
            % {"user": grading.created_by},
            own,
        )
    )
    return steps


def _objection_words(objection: Objection) -> str:
    if objection.state == Objection.State.LODGED:
        words = _("The objection of %(platform)s is re-checked.")
    elif not objection.findings:
        words = _("%(user)s records the findings about the objection of %(platform)s.")
    else:
        words = _(
            "The objection of %(platform)s is answered by another person than %(user)s, who re-checked it."
        )
    return words % {"platform": objection.platform, "user": objection.checked_by}
