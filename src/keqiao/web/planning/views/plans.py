"""Plans: the list, a draft, one plan with its steps, two versions; operation by field in a year."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.accounts.rules import decide
from keqiao.web.audit.clock import today
from keqiao.web.planning import plan_tables as tables
from keqiao.web.planning.documents import OPERATION
from keqiao.web.planning.models import DevelopmentPlan, PlanState
from keqiao.web.planning.operation import newest_year, read_operation
from keqiao.web.planning.plan_forms import MeansForm, NewPlanForm
from keqiao.web.planning.procedure import PLANS as PROCEDURE
from keqiao.web.planning.rights import DECIDE, PLAN, PLANS
from keqiao.web.planning.services import plans
from keqiao.web.planning.services.resources import state_means
from keqiao.web.planning.workplace import PLAN_STEPS
from keqiao.web.procedures import history
from keqiao.web.procedures.offering import offered, take
from keqiao.web.procedures.responses import INVALID
from keqiao.web.registry.models import Platform
from keqiao.web.site.lists import Filter, ListPage, ListView, in_words, with_value, with_words
from keqiao.web.site.tables import Table


def crumbs() -> list[tuple[str, str]]:
    """Return the way to a page of a plan."""
    return [(_("Development plans"), reverse("planning:plans"))]


def plans_for(user: Actor) -> QuerySet[DevelopmentPlan]:
    """Return the plans that a user may see."""
    rows: QuerySet[DevelopmentPlan] = DevelopmentPlan.objects.visible_to(user)
    return rows.select_related("platform", "platform__organisation", "cluster").order_by(
        "platform__code", "-number"
    )


def plan_of(user: Actor, pk: int) -> DevelopmentPlan:
    """Return a plan that a user may see. Raises Http404."""
    plan = plans_for(user).filter(pk=pk).first()
    if plan is None:
        raise Http404
    return plan


def mark(form: Any, error: ValidationError) -> None:
    """Put why something was refused beside its field."""
    for field, problems in (getattr(error, "error_dict", None) or {None: error.messages}).items():
        form.add_error(field if field in form.fields else None, problems)


class PlanList(ListView):
    """The plans the reader may see, by platform, the latest version first."""

    right = PLANS
    template_name = "planning/plans.html"
    export, file_name = "planning.export", "plans"
    orders: ClassVar = {
        "platform": "platform__code",
        "number": "number",
        "state": "state",
        "years": "first_year",
        "approved_at": "approved_at",
    }

    def filters(self) -> list[Filter]:
        """Words, state, whose turn."""
        names = ("platform__code", "platform__short_name", "market_direction", "research_direction")

        def in_turn(rows: QuerySet[DevelopmentPlan], turn: str) -> QuerySet[DevelopmentPlan]:
            waiting = (PlanState.SUBMITTED, PlanState.REVIEWED) if turn == "bureau" else (PlanState.DRAFT,)
            return rows.filter(state__in=waiting)

        turns = [("bureau", _("the bureau")), ("platform", _("the platform"))]
        return [
            Filter("q", _("Words"), kind="words", apply=with_words(*names)),
            Filter(
                "state", pgettext("plan", "State"), choices=in_words(PlanState), apply=with_value("state")
            ),
            Filter("turn", _("Whose turn"), choices=turns, apply=in_turn),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[DevelopmentPlan]:
        """The plans."""
        return plans_for(self.request.user)

    def table(self, rows: Iterable[DevelopmentPlan]) -> Table:
        """Print them."""
        return tables.plans_table(rows)

    def context(self, wanted: ListPage, page: Page[DevelopmentPlan]) -> dict[str, Any]:
        """Whether the reader drafts plans; the platforms without one (S49)."""
        user = self.request.user
        planned = DevelopmentPlan.objects.in_force(today().year).values("platform")
        lacking = Platform.objects.current().in_force(today()).exclude(pk__in=planned)
        if user.scope_for(PLANS) != "all":
            lacking = lacking.filter(unit=user.unit_id) if user.unit_id else lacking.none()
        return {
            "may_plan": user.has_right(PLAN),
            "lacking": lacking.order_by("code")[:20],
            "year": today().year,
        }


@require_safe
@right_required(PLANS)
def plan_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """One plan: what it says, its targets against facts, what can be done."""
    return _page(request, plan_of(request.user, pk))


def _page(
    request: SignedInRequest, plan: DevelopmentPlan, bound: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    main, aside = offered(
        PROCEDURE,
        request.user,
        plan,
        PLAN_STEPS,
        url=lambda name: reverse("planning:plan_step", args=(plan.pk, name)),
        bound=bound or {},
    )
    others = plans_for(request.user).filter(platform=plan.platform_id).exclude(pk=plan.pk)
    decisions = PROCEDURE.possible(request.user, plan)
    may_see = bool(decide(request.user, "facts.view", plan.platform))
    context = {
        "plan": plan,
        "status": PROCEDURE.status(plan),
        "tone": PlanState.tone_of(plan.state),
        "targets": tables.targets_table(plan, OPERATION.in_force()) if may_see else None,
        "others": list(others),
        "main": main,
        "aside": aside,
        "not_now": PROCEDURE.not_now(request.user, decisions, [offer.name for offer in PLAN_STEPS]),
        "entries": history.entries(PROCEDURE, plan.steps.select_related("by").order_by("-pk")),
        "crumbs": crumbs(),
    }
    return render(request, "planning/plan.html", context, status=status)


@require_POST
@right_required(PLAN, DECIDE)
def plan_step(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Take a step of a plan."""
    return take(
        request,
        PLAN_STEPS,
        name,
        lambda: plan_of(request.user, pk),
        lambda plan, bound, status: _page(request, plan, bound, status),
    )


@require_http_methods(["GET", "POST"])
@right_required(PLAN)
def new_plan(request: SignedInRequest) -> HttpResponse:
    """Begin a plan or its next version; what the platform's register says stands there first."""
    form = NewPlanForm(
        request.user,
        request.POST if request.method == "POST" else None,
        initial={"first_year": today().year, "last_year": today().year + 2},
    )
    if form.is_valid():
        try:
            return redirect(plans.draft(request.user, form.cleaned_data["platform"], form.cleaned_data))
        except ValidationError as error:
            mark(form, error)
    context = {"form": form, "crumbs": crumbs()}
    return render(request, "planning/new_plan.html", context, status=INVALID if form.errors else 200)


@require_safe
@right_required(PLANS)
def compare(request: SignedInRequest, pk: int, other: int) -> HttpResponse:
    """Two versions side by side. Raises Http404 for plans of two platforms."""
    after, before = plan_of(request.user, pk), plan_of(request.user, other)
    if after.platform_id != before.platform_id:
        raise Http404
    if before.number > after.number:
        before, after = after, before
    context = {
        "plan": after,
        "table": tables.comparison_table(before, after),
        "crumbs": [*crumbs(), (str(after), after.get_absolute_url())],
    }
    return render(request, "planning/compare.html", context)


class OperationList(ListView):
    """How platforms operated in a year, field by field."""

    right = PLANS
    template_name = "planning/operation.html"
    export, file_name = "planning.export", "operation"
    orders: ClassVar = {"code": "code", "platform": "short_name"}

    @cached_property
    def year(self) -> int:
        """That of the address. Raises Http404."""
        return year_of(self.kwargs["year"])

    def filters(self) -> list[Filter]:
        """Words, stage, type."""
        return [
            Filter("q", _("Platform"), kind="words", apply=with_words("code", "short_name", "short_name_en")),
            Filter("stage", _("Stage"), choices=in_words(Platform.Stage), apply=with_value("stage")),
            Filter("type", _("Type"), choices=in_words(Platform.Type), apply=with_value("type")),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[Platform]:
        """The platforms whose figures the reader may see."""
        return platforms_for(self.request.user)

    def table(self, rows: Iterable[Platform]) -> Table:
        """Print them with their figures."""
        platforms, terms = list(rows), OPERATION.in_force()
        readings = read_operation(terms, [platform.pk for platform in platforms], self.year)
        return tables.operation_table(platforms, readings, terms, self.year)

    def context(self, wanted: ListPage, page: Page[Platform]) -> dict[str, Any]:
        """Years to choose."""
        return {"year": self.year, "years": range(today().year, today().year - 6, -1), "crumbs": crumbs()}


def year_of(text: str) -> int:
    """Return a year of an address. Raises Http404."""
    if not (text.isascii() and text.isdigit() and len(text) == 4 and 2000 <= int(text) <= 2100):
        raise Http404
    return int(text)


def platforms_for(user: Actor) -> QuerySet[Platform]:
    """Return the platforms whose figures a user may see."""
    rows: QuerySet[Platform] = Platform.objects.current().order_by("code")
    if user is not None and user.scope_for("facts.view") == "all" and user.scope_for(PLANS) == "all":
        return rows
    return rows.filter(unit=user.unit_id) if user is not None and user.unit_id else rows.none()


@require_safe
@right_required(PLANS)
def operation_newest(request: SignedInRequest) -> HttpResponse:
    """Lead to the newest year that figures tell of."""
    return redirect("planning:operation", str(newest_year()))


@require_http_methods(["GET", "POST"])
@right_required(PLANS)
def operation_of(request: SignedInRequest, year: str, code: str) -> HttpResponse:
    """One platform in a year: plan and actual by field with variances, uses; who plans states its means here."""
    number = year_of(year)
    platform = platforms_for(request.user).filter(code=code).first()
    if platform is None:
        raise Http404
    terms = OPERATION.in_force()
    reading = read_operation(terms, [platform.pk], number)[platform.pk]
    may_state = bool(decide(request.user, PLAN, platform))
    if request.method == "POST" and not may_state:
        raise Http404
    said = reading.statement
    start = {name: getattr(said, name) for name in ("cash", "area", "area_used")} if said is not None else {}
    form = MeansForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        try:
            state_means(request.user, platform, number, **form.cleaned_data)
            return redirect("planning:operation_of", year, code)
        except ValidationError as error:
            mark(form, error)
    context = {
        "form": form if may_state else None,
        "statement": said,
        "means": tables.means_table(platform, reading, terms, number),
        "platform": platform,
        "year": number,
        "plan": reading.plan,
        "table": tables.variance_table(platform, reading, terms, number),
        "crumbs": [*crumbs(), (_("Operation by field"), reverse("planning:operation", args=(year,)))],
    }
    return render(request, "planning/operation_of.html", context, status=INVALID if form.errors else 200)
