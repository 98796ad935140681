"""Reads of projects and gates, through what a user may see of them."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.http import Http404
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import User
from keqiao.web.accounts.rules import decide
from keqiao.web.funding.models import ProposalLine
from keqiao.web.pipeline.actions import rule_of
from keqiao.web.pipeline.models import (
    OPEN_GATES,
    Deliverable,
    GateReview,
    GateTranche,
    PassageState,
    ProjectPassage,
)
from keqiao.web.pipeline.rights import CONDUCT, DECIDE

RELATED = (
    "project__platform__organisation",
    "project__platform__unit",
    "project__firm__organisation",
    "manager",
)


def passages_for(user: Actor) -> QuerySet[ProjectPassage]:
    """Return the projects that a user may see; ``owes``: something is still owed, ``at_gate``: a gate is under
    review.
    """
    rows: QuerySet[ProjectPassage] = ProjectPassage.objects.visible_to(user).select_related(*RELATED)
    owed = Deliverable.objects.filter(passage=OuterRef("pk"), delivered_at=None)
    open_gates = GateReview.objects.filter(passage=OuterRef("pk"), state__in=OPEN_GATES)
    return rows.annotate(owes=Exists(owed), at_gate=Exists(open_gates))


def passage_of(user: Actor, pk: int) -> ProjectPassage:
    """Return a project that a user may see. Raises Http404."""
    passage = passages_for(user).filter(pk=pk).first()
    if passage is None:
        raise Http404
    return passage


def gates_for(user: Actor) -> QuerySet[GateReview]:
    """Return the reviews that a user may see."""
    rows: QuerySet[GateReview] = GateReview.objects.visible_to(user)
    return rows.select_related(
        "passage__project__platform__organisation",
        "passage__project__platform__unit",
        "passage__manager",
        "requested_by",
        "decided_by",
        "manager",
        "tolerance_case",
        "tranche__line__proposal__pool",
    )


def gate_of(user: Actor, pk: int) -> GateReview:
    """Return a review that a user may see. Raises Http404."""
    review = gates_for(user).filter(pk=pk).first()
    if review is None:
        raise Http404
    return review


def tranches_for(user: Actor) -> QuerySet[GateTranche]:
    """Return the tranches that a user may see."""
    rows: QuerySet[GateTranche] = GateTranche.objects.visible_to(user)
    return rows.select_related("review__passage__project__platform", "line__proposal__pool")


def lacking(review: GateReview) -> list[str]:
    """Return what stands before a review: required material that is missing, and what the project still owes."""
    there = set(review.materials.filter(removed_at=None).values_list("item", flat=True))
    problems = [
        _("Missing: %(item)s") % {"item": item.name}
        for code, item in rule_of(review).item.items()
        if item.required and code not in there
    ]
    owed = Deliverable.objects.filter(passage=review.passage_id, delivered_at=None).order_by("due_on", "pk")
    return problems + [
        _("Still owed: %(name)s (due on %(day)s)") % {"name": deliverable.name, "day": deliverable.due_on}
        for deliverable in owed
    ]


def may_manage(user: User) -> bool:
    """Whether somebody may be a project manager: brings projects before gates and decides on none."""
    return bool(user.is_active and decide(user, CONDUCT) and not user.has_right(DECIDE))


def possible_managers() -> list[User]:
    """Return who may be a project manager, by name."""
    people = User.objects.filter(is_active=True).prefetch_related("roles").select_related("unit")
    return [person for person in people.order_by("display_name", "pk") if may_manage(person)]


def load_of(manager: User) -> int:
    """Return how many projects under way or on hold somebody manages."""
    held = (PassageState.RUNNING, PassageState.HELD)
    return ProjectPassage.objects.filter(manager=manager, state__in=held).count()


def stage_counts(rows: QuerySet[ProjectPassage]) -> dict[tuple[str, str], int]:
    """Return how many projects stand in each stage and state; one query."""
    counted = rows.order_by().values_list("stage", "state").annotate(count=Count("pk"))
    return {(stage, state): count for stage, state, count in counted}


def tranches_of_line(line: ProposalLine, leaving_out: GateTranche | None = None) -> Decimal:
    """Return the sum (元) of the tranches that are paid out of an amount."""
    rows = GateTranche.objects.filter(line=line)
    if leaving_out is not None:
        rows = rows.exclude(pk=leaving_out.pk)
    return rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def lines_for(review: GateReview) -> QuerySet[ProposalLine]:
    """Return the amounts of the platform in decided pools."""
    platform = review.passage.project.platform_id
    rows = ProposalLine.objects.filter(platform=platform, proposal__chosen_for__state="decided", amount__gt=0)
    return rows.select_related("proposal__chosen_for").order_by("-proposal__chosen_for__period", "pk")
