"""The list of projects, the timeline, one project with its steps, projects of the register taken up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.imports.views import upload_page
from keqiao.web.pipeline import page as pages
from keqiao.web.pipeline import query, selectors, tables
from keqiao.web.pipeline.importing.importer import PROJECT_IMPORTER, REGISTER
from keqiao.web.pipeline.models import GateCode, GateReview, ProjectPassage
from keqiao.web.pipeline.rights import CONDUCT, DECIDE, VIEW
from keqiao.web.pipeline.services.passages import take_up as take_up_project
from keqiao.web.pipeline.workplace import PROJECT_STEPS, REQUEST
from keqiao.web.procedures.offering import take
from keqiao.web.procedures.responses import INVALID
from keqiao.web.registry.models import PipelineProject
from keqiao.web.registry.registers import REGISTERS
from keqiao.web.site.lists import ListPage, ListView
from keqiao.web.site.punctuation import labelled
from keqiao.web.site.tables import Table

MOST_ROWS = 500


def crumbs() -> list[tuple[str, str]]:
    """Return the way to a page of projects."""
    return [(_("Pipeline"), reverse("pipeline:list"))]


class ProjectList(ListView):
    """The projects that the reader may see, those taken up last first."""

    right = VIEW
    template_name = "pipeline/list.html"
    export, file_name = "pipeline.export", "projects"
    orders: ClassVar = {
        "number": "project__number",
        "title": "project__name_order",
        "platform": "project__platform__code",
        "stage": ("stage", "state"),
        "state": ("state", "stage"),
        "readiness": "readiness",
        "due_on": "due_on",
        "moved_at": "moved_at",
    }

    def filters(self) -> list[Any]:
        """Words, stage, state, field, platform, manager, what is open."""
        return query.filters(self.request.user, selectors.passages_for(self.request.user))

    def rows(self, wanted: ListPage) -> QuerySet[ProjectPassage]:
        """The projects."""
        return selectors.passages_for(self.request.user)

    def table(self, rows: Iterable[ProjectPassage]) -> Table:
        """Print them."""
        return tables.passages_table(rows)

    def context(self, wanted: ListPage, page: Page[Any]) -> dict[str, Any]:
        """Whether the reader takes projects up, and imports lists of them."""
        user = self.request.user
        return {
            "may_take_up": user.has_right(CONDUCT),
            "may_import": bool(PROJECT_IMPORTER.decide(user, REGISTERS[REGISTER])),
        }


class Timeline(ProjectList):
    """When projects passed which gate."""

    template_name = "pipeline/timeline.html"
    file_name = "timeline"
    orders: ClassVar = {
        "number": "project__number",
        "title": "project__name_order",
        "opened_at": "opened_at",
        "due_on": "due_on",
        **{gate.value: f"passed_{gate.value}" for gate in GateCode},
    }

    def rows(self, wanted: ListPage) -> QuerySet[ProjectPassage]:
        """The projects with the days on which they passed gates."""
        passed = GateReview.objects.filter(passage=OuterRef("pk"), state=GateReview.State.PASSED)
        days = {
            f"passed_{gate.value}": Subquery(passed.filter(gate=gate).values("decided_at")[:1])
            for gate in GateCode
        }
        return selectors.passages_for(self.request.user).annotate(**days)

    def table(self, rows: Iterable[ProjectPassage]) -> Table:
        """Print them."""
        return tables.timeline_table(rows)


@require_safe
@right_required(VIEW)
def project_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """One project: where it stands, who is in charge, what is owed, its gates."""
    return _page(request, selectors.passage_of(request.user, pk))


def _page(
    request: SignedInRequest, passage: ProjectPassage, bound: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    context = pages.project_context(request.user, passage, bound) | {"crumbs": crumbs()}
    return render(request, "pipeline/project.html", context, status=status)


@require_POST
@right_required(CONDUCT, DECIDE)
def step(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Take a step of a project, or ask for its next gate."""
    return take(
        request,
        (*PROJECT_STEPS, REQUEST),
        name,
        lambda: selectors.passage_of(request.user, pk),
        lambda passage, bound, status: _page(request, passage, bound, status),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(CONDUCT)
def import_projects(request: SignedInRequest) -> HttpResponse:
    """Upload a list of projects; it is only checked. Who keeps no register enters none."""
    decision = PROJECT_IMPORTER.decide(request.user, REGISTERS[REGISTER])
    if not decision:
        raise PermissionDenied(decision.reason)
    return upload_page(request, PROJECT_IMPORTER, REGISTER)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(CONDUCT)
def take_up(request: SignedInRequest) -> HttpResponse:
    """Take projects of the register up (``?row=…&row=…``): shown before, done by the button."""
    texts = (request.POST if request.method == "POST" else request.GET).getlist("row")[:MOST_ROWS]
    keys = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]
    visible: Any = PipelineProject.objects.visible_to(request.user)
    rows = list(
        visible.current().filter(pk__in=keys, passage=None).select_related("platform").order_by("number")
    )
    problems: list[str] = []
    if request.method == "POST":
        taken = 0
        for row in rows:
            try:
                take_up_project(request.user, row)
                taken += 1
            except (ValidationError, PermissionDenied) as error:
                said = error.messages if isinstance(error, ValidationError) else [str(error)]
                problems += [labelled(row, sentence) for sentence in said]
        if taken:
            done = ngettext("%(count)d project is taken up.", "%(count)d projects are taken up.", taken)
            messages.success(request, done % {"count": taken})
        if not problems:
            return redirect("pipeline:list")
    context = {"rows": rows, "problems": problems, "crumbs": crumbs()}
    return render(request, "pipeline/take_up.html", context, status=INVALID if problems else 200)
