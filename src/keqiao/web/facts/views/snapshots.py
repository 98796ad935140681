"""Snapshots: list, freeze, look into one, check its hash."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.facts import selectors, tables
from keqiao.web.facts.forms import FreezeForm
from keqiao.web.facts.services import create_snapshot, verify_snapshot
from keqiao.web.facts.services.freezing import RECOMPUTE
from keqiao.web.jobs import services as jobs
from keqiao.web.procedures.answering import INVALID
from keqiao.web.registry.context import shown_region
from keqiao.web.rulebooks.selectors import used_documents
from keqiao.web.site.downloads import Export, send_file

PER_PAGE = 100


@require_safe
@right_required("facts.view")
def snapshots(request: SignedInRequest) -> HttpResponse:
    """All snapshots the user may see."""
    user: Actor = request.user
    may_freeze = user.has_right("facts.freeze")
    page = Paginator(selectors.snapshots_for(request.user), PER_PAGE).get_page(request.GET.get("page"))
    table = tables.snapshots_table(page.object_list)
    partial = user.scope_for("facts.view") != "all"
    context = {"table": table, "page": page, "may_freeze": may_freeze, "partial": partial}
    return render(request, "facts/snapshots.html", context)


@require_http_methods(["GET", "POST"])
@right_required("facts.freeze")
def freeze(request: SignedInRequest) -> HttpResponse:
    """Freeze a new snapshot."""
    form = FreezeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = create_snapshot(request.user, form.cleaned_data["title"], form.cleaned_data["periods"])
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Frozen: %(n)s figures.") % {"n": made.row_count})
            return redirect(made)
    return render(request, "facts/freeze.html", {"form": form}, status=INVALID if form.errors else 200)


@require_safe
@right_required("facts.view")
def snapshot(request: SignedInRequest, code: str) -> HttpResponse:
    """A snapshot: its figures, searched by measure or platform; ``?check=1`` computes the hash again."""
    shown = get_object_or_404(selectors.snapshots_for(request.user), code=code)
    words = request.GET.get("q", "").strip()[:100]
    figures = selectors.snapshot_figures(shown, words)
    region = shown_region()
    options = {"demonstration": bool(region and region.demonstration), "as_of": shown.as_of.isoformat()}
    if request.GET.get("format") == "xlsx":
        table = tables.snapshot_figures_table(figures, **options)
        return send_file(request, table, f"{shown.code}.xlsx", about=Export("facts.export", shown))
    page = Paginator(figures, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query["format"] = "xlsx"
    context = {
        "snapshot": shown,
        "table": tables.snapshot_figures_table(
            page.object_list, download_url=f"{request.path}?{query.urlencode()}", **options
        ),
        "page": page,
        "words": words,
        "about": [
            (_("Code"), shown.code),
            (pgettext("snapshot", "As of"), shown.as_of.isoformat()),
            (_("Periods"), _(", ").join(shown.periods)),
            (_("As known at"), shown.known_at),
            (_("Created by"), shown.created_by),
            (_("Created at"), shown.created_at),
            (_("Figures"), shown.row_count),
            ("SHA-256", shown.sha256),
            *used_documents(request.user, shown.documents),
        ],
        "may_recompute": request.user.has_right(RECOMPUTE),
        "verification": verify_snapshot(shown) if request.GET.get("check") else None,
    }
    return render(request, "facts/snapshot.html", context)


@require_POST
@right_required(RECOMPUTE)
def recompute(request: SignedInRequest, code: str) -> HttpResponse:
    """Compute the snapshot again in the background; who asks is told what came of it."""
    frozen = get_object_or_404(selectors.snapshots_for(request.user), code=code)
    return redirect(jobs.start(request.user, "facts.recompute", label=str(frozen), snapshot=frozen.pk))
