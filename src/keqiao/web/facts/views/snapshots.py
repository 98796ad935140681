"""Snapshots: list, freeze, look into one, check its hash."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from keqiao.web.accounts.access import right_required, signed_in
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.facts import selectors, tables
from keqiao.web.facts.coverage import coverage
from keqiao.web.facts.forms import FreezeForm
from keqiao.web.facts.models import Basis, Snapshot, SnapshotFigure
from keqiao.web.facts.services import verify_snapshot
from keqiao.web.facts.services.snapshots import RECOMPUTE, drafted
from keqiao.web.facts.usage import NEXT_STEPS
from keqiao.web.jobs import services as jobs
from keqiao.web.procedures.responses import INVALID
from keqiao.web.rulebooks.selectors import used_documents
from keqiao.web.site.lists import Filter, ListPage, ListView, in_words, with_value, with_words
from keqiao.web.site.tables import Table


class SnapshotList(ListView):
    """All snapshots the user may see, newest first."""

    right = "facts.view"
    template_name = "facts/snapshots.html"
    export, file_name = "facts.export", "snapshots"
    orders: ClassVar = {
        "code": "code",
        "title": "title",
        "as_of": "as_of",
        "known": "known_at",
        "figures": "row_count",
        "by": "created_by__display_name",
        "at": "created_at",
    }

    def filters(self) -> list[Filter]:
        """Words of code or title."""
        return [Filter("q", _("Code or title"), kind="words", apply=with_words("code", "title"))]

    def rows(self, wanted: ListPage) -> QuerySet[Snapshot]:
        """The snapshots."""
        return selectors.snapshots_for(self.request.user)

    def table(self, rows: Iterable[Snapshot]) -> Table:
        """Print them."""
        return tables.snapshots_table(rows)

    def context(self, wanted: ListPage, page: Page[Snapshot]) -> dict[str, Any]:
        """Whether the reader may freeze one, or sees none because not all figures are open."""
        user = signed_in(self.request)
        return {
            "subtitle": _("Frozen and hashed figures, the base of evaluations and reports"),
            "may_freeze": user.has_right("facts.freeze"),
            "partial": user.scope_for("facts.view") != "all",
        }


@require_http_methods(["GET", "POST"])
@right_required("facts.freeze")
def freeze(request: SignedInRequest) -> HttpResponse:
    """Freeze a new snapshot: first show what would be missing, then freeze what was shown, in the background."""
    form = FreezeForm(request.POST if request.method == "POST" else None)
    gaps = None
    if form.is_valid():
        periods = form.cleaned_data["periods"]
        gaps = coverage(request.user, sorted(periods))
        data = request.POST.copy()
        data["previewed"], data["title"] = form.chosen_periods, form.cleaned_data["title"]
        form.data = data
        if all(period.is_empty for period in gaps):
            form.add_error("periods", _("No figure is there of these periods: nothing would be frozen."))
        elif form.was_previewed:
            try:
                drafted(request.user, form.cleaned_data["title"], periods)
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                title = form.cleaned_data["title"]
                job = jobs.start(request.user, "facts.freeze", label=title, title=title, periods=periods)
                return redirect(job)
    context = {"form": form, "coverage": gaps if not form.errors else None}
    return render(request, "facts/freeze.html", context, status=INVALID if form.errors else 200)


class SnapshotPage(ListView):
    """A snapshot: its figures, searched by measure or platform; ``?check=1`` computes the hash again."""

    right = "facts.view"
    template_name = "facts/snapshot.html"
    export = "facts.export"
    per_page = 100
    orders: ClassVar = {
        "measure": ("measure__order", "period", "platform__code"),
        "platform": ("platform__code", "measure__order"),
        "period": ("period", "measure__order"),
        "basis": ("basis", "measure__order"),
        "definition": "definition__version",
    }

    @cached_property
    def snapshot(self) -> Snapshot:
        """The snapshot of the address. Raises Http404."""
        return get_object_or_404(selectors.snapshots_for(self.request.user), code=self.kwargs["code"])

    @property
    def file_name(self) -> str:  # type: ignore[override]
        """Named after the snapshot."""
        return str(self.snapshot.code)

    def exported_object(self) -> Snapshot:
        """The snapshot."""
        return self.snapshot

    def filters(self) -> list[Filter]:
        """Words of measure or platform, period, basis."""
        periods = [(period, period) for period in self.snapshot.periods]
        return [
            Filter("q", _("Measure or platform"), kind="words", apply=selectors.snapshot_figures_with),
            Filter("period", _("Period"), choices=periods, apply=with_value("period")),
            Filter("basis", pgettext("figure", "Basis"), choices=in_words(Basis), apply=with_value("basis")),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[SnapshotFigure]:
        """The figures."""
        return selectors.snapshot_figures(self.snapshot)

    def table(self, rows: Iterable[SnapshotFigure]) -> Table:
        """Print them."""
        return tables.snapshot_figures_table(rows, as_of=self.snapshot.as_of.isoformat())

    def context(self, wanted: ListPage, page: Page[SnapshotFigure]) -> dict[str, Any]:
        """What the snapshot says of itself, and whether its hash holds where that is asked."""
        snapshot = self.snapshot
        return {
            "snapshot": snapshot,
            "subtitle": snapshot.code,
            "about": [
                (_("Code"), snapshot.code),
                (pgettext("snapshot", "As of"), snapshot.as_of.isoformat()),
                (_("Periods"), _(", ").join(snapshot.periods)),
                (_("As known at"), snapshot.known_at),
                (_("Created by"), snapshot.created_by),
                (_("Created at"), snapshot.created_at),
                (_("Figures"), snapshot.row_count),
                ("SHA-256", snapshot.sha256),
                *used_documents(self.request.user, snapshot.documents),
            ],
            "next_steps": [step for provider in NEXT_STEPS for step in provider(self.request.user, snapshot)],
            "may_recompute": self.request.user.has_right(RECOMPUTE),
            "verification": verify_snapshot(snapshot) if self.request.GET.get("check") else None,
        }


@require_POST
@right_required(RECOMPUTE)
def recompute(request: SignedInRequest, code: str) -> HttpResponse:
    """Compute the snapshot again in the background; who asks is told what came of it."""
    frozen = get_object_or_404(selectors.snapshots_for(request.user), code=code)
    return redirect(jobs.start(request.user, "facts.recompute", label=str(frozen), snapshot=frozen.pk))
