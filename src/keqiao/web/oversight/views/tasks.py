"""Tasks: the list, one task with its steps; recommendations, and the tasks that they become."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.paginator import Page
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.accounts.models import Unit
from keqiao.web.audit.clock import today
from keqiao.web.oversight import lights, task_pages
from keqiao.web.oversight.models import OPEN_STATES, Recommendation, RecommendationOrigin, Task, TaskState
from keqiao.web.oversight.rights import ASSIGN, HANDLE, OVERSEE, VIEW
from keqiao.web.oversight.services import recommendations
from keqiao.web.oversight.task_forms import IssueForm, RecommendationForm
from keqiao.web.oversight.workplace import OFFERS
from keqiao.web.procedures.offering import take
from keqiao.web.procedures.responses import INVALID
from keqiao.web.site.lists import Filter, ListPage, ListView, in_words, with_value, with_words
from keqiao.web.site.tables import Table

RELATED = ("recommendation", "lead", "platform")


def tasks_for(user: Actor) -> QuerySet[Task]:
    """Return the tasks that a user may see, with what a list names of them."""
    rows: QuerySet[Task] = Task.objects.visible_to(user).with_due()
    return rows.select_related(*RELATED).prefetch_related("support")


def task_of(user: Actor, pk: int) -> Task:
    """Return a task that a user may see. Raises Http404."""
    task = tasks_for(user).filter(pk=pk).first()
    if task is None:
        raise Http404
    return task


def recommendations_for(user: Actor) -> QuerySet[Recommendation]:
    """Return the recommendations that a user may see, with how many tasks they became."""
    rows: QuerySet[Recommendation] = Recommendation.objects.visible_to(user)
    is_open = Q(tasks__state__in=OPEN_STATES)
    counted = rows.annotate(
        all_tasks=Count("tasks", distinct=True), open_tasks=Count("tasks", filter=is_open, distinct=True)
    )
    return counted.order_by("-added_at", "-pk")


class TaskList(ListView):
    """The tasks the reader may see, the latest first."""

    right = VIEW
    template_name = "oversight/tasks.html"
    export, file_name = "oversight.export", "tasks"
    orders: ClassVar = {
        "code": "code",
        "title": "title",
        "light": "until",
        "state": "state",
        "lead": "lead__name",
        "due_on": "due_on",
        "extended_to": "extended_to",
        "platform": "platform__code",
        "issued_at": "issued_at",
    }

    def filters(self) -> list[Filter]:
        """Light, state, whose turn, lead, origin, words."""
        user = self.request.user
        leads = Unit.objects.filter(pk__in=tasks_for(user).order_by().values("lead")).order_by("name")
        turns = [("mine", _("my unit")), ("bureau", _("the bureau")), ("congress", _("People's Congress"))]

        def in_turn(rows: QuerySet[Task], turn: str) -> QuerySet[Task]:
            if turn == "mine":
                waiting = (TaskState.ISSUED, TaskState.WORKING)
                return rows.filter(lead=user.unit_id, state__in=waiting) if user.unit_id else rows.none()
            if turn == "bureau":
                return rows.filter(state__in=(TaskState.DECLINED, TaskState.ANSWERED, TaskState.REVIEWED))
            rated = (TaskState.ANSWERED, TaskState.REVIEWED, TaskState.CLOSED)
            return rows.filter(state__in=rated, ratings=None)

        return [
            Filter("q", _("Words"), kind="words", apply=with_words("title", "code", "demand")),
            Filter("light", _("Light"), choices=lights.light_words(), apply=lights.with_light),
            Filter(
                "state", pgettext("task", "State"), choices=in_words(TaskState), apply=with_value("state")
            ),
            Filter("turn", _("Whose turn"), choices=turns, apply=in_turn),
            Filter(
                "lead",
                _("Lead department"),
                choices=[(str(unit.pk), str(unit)) for unit in leads],
                apply=with_value("lead_id"),
            ),
            Filter(
                "origin",
                _("Origin"),
                choices=in_words(RecommendationOrigin),
                apply=with_value("recommendation__origin"),
            ),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[Task]:
        """The tasks."""
        return tasks_for(self.request.user)

    def table(self, rows: Iterable[Task]) -> Table:
        """Print them."""
        return task_pages.tasks_table(rows)


class RecommendationList(ListView):
    """The recommendations the reader may see, the latest first."""

    right = VIEW
    template_name = "oversight/recommendations.html"
    export, file_name = "oversight.export", "recommendations"
    orders: ClassVar = {
        "code": "code",
        "title": "title",
        "origin": "origin",
        "received_on": "received_on",
        "all_tasks": "all_tasks",
        "open_tasks": "open_tasks",
    }

    def filters(self) -> list[Filter]:
        """RecommendationOrigin, words."""
        return [
            Filter("q", _("Words"), kind="words", apply=with_words("title", "code", "text")),
            Filter("origin", _("Origin"), choices=in_words(RecommendationOrigin), apply=with_value("origin")),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[Recommendation]:
        """The recommendations."""
        return recommendations_for(self.request.user)

    def table(self, rows: Iterable[Recommendation]) -> Table:
        """Print them."""
        return task_pages.recommendations_table(rows)

    def context(self, wanted: ListPage, page: Page[Recommendation]) -> dict[str, Any]:
        """Whether the reader may keep another."""
        user = self.request.user
        return {"may_recommend": user.has_right(ASSIGN) or user.has_right(OVERSEE)}


@require_safe
@right_required(VIEW)
def task_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """One task: where it stands, its light, what can be done."""
    return _page(request, task_of(request.user, pk))


def _page(
    request: SignedInRequest, task: Task, bound: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    crumbs = [(_("Tasks"), reverse("oversight:tasks"))]
    context = task_pages.task_context(request.user, task, bound) | {"crumbs": crumbs}
    return render(request, "oversight/task.html", context, status=status)


@require_POST
@right_required(ASSIGN, HANDLE, OVERSEE)
def step(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Take a step; a refused one comes back with what was typed, beside what stands now."""
    return take(
        request,
        OFFERS,
        name,
        lambda: task_of(request.user, pk),
        lambda task, bound, status: _page(request, task, bound, status),
    )


@require_http_methods(["GET", "POST"])
@right_required(ASSIGN, OVERSEE)
def recommend(request: SignedInRequest) -> HttpResponse:
    """Keep a recommendation of a report, an opinion or a member."""
    form = RecommendationForm(
        request.POST if request.method == "POST" else None, initial={"received_on": today()}
    )
    if form.is_valid():
        fields = form.cleaned_data
        try:
            return redirect(recommendations.recommend(request.user, **fields))
        except ValidationError as error:
            _mark(form, error)
    crumbs = [(_("Recommendations"), reverse("oversight:recommendations"))]
    context = {"form": form, "crumbs": crumbs}
    return render(request, "oversight/recommend.html", context, status=INVALID if form.errors else 200)


@require_http_methods(["GET", "POST"])
@right_required(VIEW)
def recommendation_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """One recommendation with its tasks; who assigns issues another here."""
    row = recommendations_for(request.user).select_related("diagnosis", "added_by").filter(pk=pk).first()
    if row is None:
        raise Http404
    may_issue = request.user.has_right(ASSIGN)
    if request.method == "POST" and not may_issue:
        raise Http404
    start = {"title": row.title, "demand": row.text, "period": str(today().year)}
    form = IssueForm(None, request.user, request.POST if request.method == "POST" else None, initial=start)
    if form.is_bound and form.is_valid():
        try:
            return redirect(recommendations.issue(request.user, row, **form.task_values()))
        except ValidationError as error:
            _mark(form, error)
    context = task_pages.recommendation_context(request.user, row) | {
        "form": form if may_issue else None,
        "crumbs": [(_("Recommendations"), reverse("oversight:recommendations"))],
    }
    return render(request, "oversight/recommendation.html", context, status=INVALID if form.errors else 200)


def _mark(form: Any, error: ValidationError) -> None:
    """Put why it was refused beside its field."""
    for field, problems in (getattr(error, "error_dict", None) or {None: error.messages}).items():
        form.add_error(field if field in form.fields else None, problems)
