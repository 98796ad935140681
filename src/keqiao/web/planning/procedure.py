"""The procedures of development plans and of targets of attraction.

::

    draft → draft ─submit→ submitted ─review→ reviewed ─approve→ approved;  submitted, reviewed ─send_back→ draft
    approved ─(a later version is approved)→ replaced
    add → lead ─contact→ contact ─negotiate→ talks ─agree→ agreed ─settle→ settled;  any of them ─drop→ dropped
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.planning.models import (
    OPEN_STAGES,
    AttractionStage,
    AttractionTarget,
    DevelopmentPlan,
    PlanState,
)
from keqiao.web.planning.rights import ATTRACT, DECIDE, PLAN
from keqiao.web.procedures.action import Action, Reason
from keqiao.web.procedures.declaration import Awaited, Procedure
from keqiao.web.procedures.execution import Acting

PLAN_STATUS: dict[str, str | Promise] = {
    PlanState.DRAFT: gettext_lazy("A draft; it is handed in once it has targets."),
    PlanState.SUBMITTED: gettext_lazy("Handed in; experts are heard on it."),
    PlanState.REVIEWED: gettext_lazy("The experts were heard; another person approves it."),
    PlanState.APPROVED: gettext_lazy("In force."),
    PlanState.REPLACED: gettext_lazy("A later version is in force."),
}
STAGE_STATUS: dict[str, str | Promise] = {
    AttractionStage.LEAD: gettext_lazy("A lead; nobody has spoken with it yet."),
    AttractionStage.CONTACT: gettext_lazy("In contact."),
    AttractionStage.TALKS: gettext_lazy("Terms are negotiated."),
    AttractionStage.AGREED: gettext_lazy("The agreement is signed."),
    AttractionStage.SETTLED: gettext_lazy("It has settled here."),
    AttractionStage.DROPPED: gettext_lazy("Given up."),
}


def _one_draft(user: Actor, plan: DevelopmentPlan) -> str:
    under_way = (PlanState.DRAFT, PlanState.SUBMITTED, PlanState.REVIEWED)
    rows = DevelopmentPlan.objects.filter(platform=plan.platform_id, state__in=under_way)
    return _("Another version of this plan is not decided yet.") if rows.exists() else ""


def _with_targets(user: Actor, plan: DevelopmentPlan) -> str:
    years = set(plan.targets.values_list("year", flat=True))
    lacking = [str(year) for year in plan.years if year not in years]
    return _("There is no target for %(years)s.") % {"years": ", ".join(lacking)} if lacking else ""


def _not_the_reviewer(user: Actor, plan: DevelopmentPlan) -> str:
    if user is not None and user.pk in {plan.reviewed_by_id, plan.drafted_by_id}:
        return _("You drafted or reviewed it; another person approves it.")
    return ""


def _plans_to_decide(user: Actor) -> QuerySet[DevelopmentPlan]:
    rows: QuerySet[DevelopmentPlan] = DevelopmentPlan.objects.visible_to(user)
    if not user.has_right(DECIDE):
        return rows.none()
    return rows.filter(state__in=(PlanState.SUBMITTED, PlanState.REVIEWED))


PLANS: Procedure[Acting] = Procedure(
    "plans",
    model=DevelopmentPlan,
    states=PlanState,
    status=lambda row: str(PLAN_STATUS[row.state]),
    work=Acting,
    log="planning.plan_",
    related=("platform", "platform__organisation", "cluster"),
    by_others=(PlanState.REPLACED,),
    actions=(
        Action(
            "draft",
            pgettext_lazy("plan", "draft"),
            to=PlanState.DRAFT,
            right=PLAN,
            obstacle=_one_draft,
            stamp="drafted",
            logged=gettext_lazy("draft a development plan"),
        ),
        Action(
            "change",
            pgettext_lazy("plan", "change"),
            at=(PlanState.DRAFT,),
            right=PLAN,
            logged=gettext_lazy("change the draft of a development plan"),
        ),
        Action(
            "set_targets",
            pgettext_lazy("plan", "set the targets"),
            at=(PlanState.DRAFT,),
            right=PLAN,
            logged=gettext_lazy("set the targets of a development plan"),
        ),
        Action(
            "submit",
            pgettext_lazy("plan", "hand in"),
            at=(PlanState.DRAFT,),
            to=PlanState.SUBMITTED,
            right=PLAN,
            obstacle=_with_targets,
            logged=gettext_lazy("hand in a development plan"),
        ),
        Action(
            "review",
            pgettext_lazy("plan", "keep the opinion of the experts"),
            at=(PlanState.SUBMITTED,),
            to=PlanState.REVIEWED,
            right=DECIDE,
            stamp="reviewed",
            logged=gettext_lazy("keep the opinion of the experts on a development plan"),
        ),
        Action(
            "send_back",
            pgettext_lazy("plan", "send back"),
            at=(PlanState.SUBMITTED, PlanState.REVIEWED),
            to=PlanState.DRAFT,
            right=DECIDE,
            reason=Reason.REQUIRED,
            logged=gettext_lazy("send a development plan back"),
        ),
        Action(
            "approve",
            pgettext_lazy("plan", "approve"),
            at=(PlanState.REVIEWED,),
            to=PlanState.APPROVED,
            right=DECIDE,
            obstacle=_not_the_reviewer,
            stamp="approved",
            logged=gettext_lazy("approve a development plan"),
        ),
    ),
    awaited=(
        Awaited(
            gettext_lazy("Development plans to review or approve: %(count)d"),
            actions=("review", "approve"),
            rows=_plans_to_decide,
            url=lambda: f"{reverse('planning:plans')}?turn=bureau",
        ),
    ),
)


def _forward(name: str, words: str | Promise, at: str, to: str, logged: str | Promise) -> Action:
    return Action(name, words, at=(at,), to=to, right=ATTRACT, reason=Reason.REQUIRED, logged=logged)


ATTRACTIONS: Procedure[Acting] = Procedure(
    "attractions",
    model=AttractionTarget,
    states=AttractionStage,
    status=lambda row: str(STAGE_STATUS[row.state]),
    work=Acting,
    log="planning.attraction_",
    related=("owner",),
    actions=(
        Action(
            "add",
            pgettext_lazy("attraction", "add"),
            to=AttractionStage.LEAD,
            right=ATTRACT,
            stamp="added",
            logged=gettext_lazy("add a target of attraction"),
        ),
        Action(
            "note",
            pgettext_lazy("attraction", "record a contact"),
            at=tuple(OPEN_STAGES),
            right=ATTRACT,
            reason=Reason.REQUIRED,
            logged=gettext_lazy("record a contact with a target of attraction"),
        ),
        _forward(
            "contact",
            pgettext_lazy("attraction", "state that there is contact"),
            AttractionStage.LEAD,
            AttractionStage.CONTACT,
            gettext_lazy("come into contact with a target of attraction"),
        ),
        _forward(
            "negotiate",
            pgettext_lazy("attraction", "begin to negotiate"),
            AttractionStage.CONTACT,
            AttractionStage.TALKS,
            gettext_lazy("negotiate with a target of attraction"),
        ),
        _forward(
            "agree",
            pgettext_lazy("attraction", "state that the agreement is signed"),
            AttractionStage.TALKS,
            AttractionStage.AGREED,
            gettext_lazy("sign with a target of attraction"),
        ),
        _forward(
            "settle",
            pgettext_lazy("attraction", "state that it has settled"),
            AttractionStage.AGREED,
            AttractionStage.SETTLED,
            gettext_lazy("settle a target of attraction"),
        ),
        Action(
            "drop",
            pgettext_lazy("attraction", "give up"),
            at=tuple(OPEN_STAGES),
            to=AttractionStage.DROPPED,
            right=ATTRACT,
            reason=Reason.REQUIRED,
            logged=gettext_lazy("give a target of attraction up"),
        ),
    ),
)
