"""The procedures of media coverage and of approved paragraphs.

::

    record → recorded ─withdraw→ withdrawn
    propose → proposed ─approve→ approved ─retire→ retired;  proposed ─refuse→ refused
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.procedures.action import Action, Reason
from keqiao.web.procedures.declaration import Awaited, Procedure
from keqiao.web.procedures.execution import Acting
from keqiao.web.reports import notifications
from keqiao.web.reports.models import ApprovedParagraph, MediaStory, ParagraphState, StoryState
from keqiao.web.reports.rights import COVERAGE, PARAGRAPHS

STATUS: dict[str, str | Promise] = {
    StoryState.RECORDED: gettext_lazy("It counts among the media coverage by its channel."),
    StoryState.WITHDRAWN: gettext_lazy("Withdrawn; it does not count."),
}
PARAGRAPH_STATUS: dict[str, str | Promise] = {
    ParagraphState.PROPOSED: gettext_lazy("Proposed; another person approves it."),
    ParagraphState.APPROVED: gettext_lazy("Approved; reports may insert it."),
    ParagraphState.REFUSED: gettext_lazy("Refused; no report inserts it."),
    ParagraphState.RETIRED: gettext_lazy("Retired; reports that were issued with it stay as they are."),
}


def _by_another(user: Actor, row: ApprovedParagraph) -> str:
    if user is not None and user.pk == row.proposed_by_id:
        return _("You proposed it; another person decides on it.")
    return ""


def _to_decide(user: Actor) -> QuerySet[ApprovedParagraph]:
    rows: QuerySet[ApprovedParagraph] = ApprovedParagraph.objects.visible_to(user)
    if not user.has_right(PARAGRAPHS):
        return rows.none()
    return rows.filter(state=ParagraphState.PROPOSED).exclude(proposed_by=user)


STORIES: Procedure[Acting] = Procedure(
    "coverage",
    model=MediaStory,
    states=StoryState,
    status=lambda row: str(STATUS[row.state]),
    work=Acting,
    log="reports.coverage_",
    related=("platform",),
    actions=(
        Action(
            "record",
            pgettext_lazy("coverage", "record"),
            to=StoryState.RECORDED,
            right=COVERAGE,
            stamp="recorded",
            logged=gettext_lazy("record media coverage"),
        ),
        Action(
            "withdraw",
            pgettext_lazy("coverage", "withdraw"),
            at=(StoryState.RECORDED,),
            to=StoryState.WITHDRAWN,
            right=COVERAGE,
            reason=Reason.REQUIRED,
            logged=gettext_lazy("withdraw media coverage"),
        ),
    ),
)

LIBRARY: Procedure[Acting] = Procedure(
    "paragraphs",
    model=ApprovedParagraph,
    states=ParagraphState,
    status=lambda row: str(PARAGRAPH_STATUS[row.state]),
    work=Acting,
    log="reports.paragraph_",
    related=("proposed_by", "approved_by"),
    actions=(
        Action(
            "propose",
            pgettext_lazy("paragraph", "propose"),
            to=ParagraphState.PROPOSED,
            right=PARAGRAPHS,
            stamp="proposed",
            logged=gettext_lazy("propose a paragraph for reports"),
        ),
        Action(
            "approve",
            pgettext_lazy("paragraph", "approve"),
            at=(ParagraphState.PROPOSED,),
            to=ParagraphState.APPROVED,
            right=PARAGRAPHS,
            obstacle=_by_another,
            stamp="approved",
            notify=notifications.of_paragraph,
            logged=gettext_lazy("approve a paragraph for reports"),
        ),
        Action(
            "refuse",
            pgettext_lazy("paragraph", "refuse"),
            at=(ParagraphState.PROPOSED,),
            to=ParagraphState.REFUSED,
            right=PARAGRAPHS,
            obstacle=_by_another,
            reason=Reason.REQUIRED,
            notify=notifications.of_paragraph,
            logged=gettext_lazy("refuse a paragraph for reports"),
        ),
        Action(
            "retire",
            pgettext_lazy("paragraph", "retire"),
            at=(ParagraphState.APPROVED,),
            to=ParagraphState.RETIRED,
            right=PARAGRAPHS,
            reason=Reason.REQUIRED,
            logged=gettext_lazy("retire a paragraph for reports"),
        ),
    ),
    awaited=(
        Awaited(
            gettext_lazy("Paragraphs for reports to be approved: %(count)d"),
            actions=("approve",),
            rows=_to_decide,
            url=lambda: f"{reverse('reports:paragraphs')}?state={ParagraphState.PROPOSED}",
        ),
    ),
)
