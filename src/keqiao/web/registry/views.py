"""Pages of the registry: the platforms, a platform's profile, its registers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.accounts.in_charge import directors
from keqiao.web.accounts.rules import decide, require
from keqiao.web.registry import selectors
from keqiao.web.registry.dates import precise
from keqiao.web.registry.editing.rows import opening_table
from keqiao.web.registry.forms import SearchForm
from keqiao.web.registry.listings import LISTINGS, PROFILE, Listing
from keqiao.web.registry.models import Platform
from keqiao.web.registry.registers import BY_MODEL
from keqiao.web.registry.search import with_words
from keqiao.web.registry.sections import sections_of
from keqiao.web.site.downloads import Export, send_file
from keqiao.web.site.lists import Filter, ListPage, ListView
from keqiao.web.site.tables import Table

MOST_MOMENTS = 8
"""Events of the timeline shown at once, the newest; the others unfold."""
MOST_OF_CITY = 60
"""Events of the timeline of the whole city, the newest."""
PLATFORM_ORDERS = {
    "code": "code",
    "name": "short_name",
    "organisation": "organisation__name",
    "type": "type",
    "level": "level",
    "stage": "stage",
    "legal_form": "organisation__legal_form",
    "settled": "settled_on",
    "park": "park__name",
}
"""Columns by which the list of platforms sorts."""


@require_safe
@right_required("registry.view")
def platforms(request: SignedInRequest) -> HttpResponse:
    """All platforms that fit the search form."""
    form = SearchForm(request.GET)
    listed = ListPage(request, (), PLATFORM_ORDERS)
    page = listed.page(listed.select(selectors.platforms_matching(request.user, form.wanted())))
    table = LISTINGS["platforms"].table(page.object_list, request.user)
    context = listed.context(page, table) | {
        "form": form,
        "download": f"{reverse('registry:platforms_workbook')}?{request.GET.urlencode()}",
        "timeline": selectors.city_timeline(request.user, MOST_OF_CITY),
    }
    return render(request, "registry/platforms.html", context)


@require_safe
@right_required("registry.view")
def platforms_workbook(request: SignedInRequest) -> HttpResponse:
    """The same platforms as a workbook."""
    platforms = selectors.platforms_matching(request.user, SearchForm(request.GET).wanted())
    platforms = ListPage(request, (), PLATFORM_ORDERS).select(platforms)
    return _workbook(request, LISTINGS["platforms"].table(platforms, request.user), "platforms")


@require_safe
@right_required("registry.view")
def platform(request: SignedInRequest, code: str) -> HttpResponse:
    """A platform's profile: the directory entry for everybody, details for its own unit and readers of everything."""
    platform = _platform(request, code)
    details = decide(request.user, "registry.view", platform)
    day = selectors.default_day() or timezone.localdate()
    aliases = platform.organisation.aliases.current()
    about = [
        (_("Organisation"), str(platform.organisation)),
        (_("Also known as"), _(", ").join(alias.name for alias in aliases)),
        (_("Unified social credit code"), platform.organisation.usci),
        (_("Legal form"), platform.organisation.get_legal_form_display()),
        (_("Type"), platform.get_type_display()),
        (
            _("Person in charge"),
            directors([platform.unit_id]).get(platform.unit_id, "") if platform.unit_id else "",
        ),
        (pgettext("level", "Level"), platform.get_level_display()),
        (_("Stage"), platform.get_stage_display()),
        (_("Settled on"), precise(platform.settled_on, platform.settled_precision)),
        (_("Operating since"), precise(platform.operating_since)),
        (_("Park"), str(platform.park or "")),
        (_("Partners"), _(", ").join(str(partner) for partner in platform.partners.all())),
        (_("Clusters"), _(", ").join(str(cluster) for cluster in platform.clusters.all())),
        (_("Source"), platform.source),
    ]
    moments = selectors.timeline(request.user, platform)[::-1]
    context = {
        "platform": platform,
        "details": details,
        "about": about,
        "day": day,
        "timeline": moments,
        "recent": moments[:MOST_MOMENTS],
        "earlier": moments[MOST_MOMENTS:],
    }
    if details:
        context["people"] = selectors.people_counts(platform, day)
        context["extracts"] = [
            (extract, _on_profile(extract, request.user))
            for extract in selectors.extracts(request.user, platform)
        ]
        context["sections"] = sections_of(request.user, platform)
    return render(request, "registry/platform.html", context)


class PlatformRegister(ListView):
    """One register of a platform."""

    right = "registry.view"
    export = "registry.export"

    @cached_property
    def platform(self) -> Platform:
        """The platform. Raises Http404 for one that the reader may not see, PermissionDenied for its registers."""
        platform = _platform(self.request, self.kwargs["code"])
        require(self.request.user, "registry.view", platform)
        return platform

    @property
    def listing(self) -> Listing:
        """How the register is listed. Raises Http404 for one that a profile does not have."""
        if self.kwargs["key"] not in PROFILE:
            raise Http404
        return LISTINGS[self.kwargs["key"]]

    @property
    def file_name(self) -> str:  # type: ignore[override]
        """The workbook names platform, register and day."""
        return f"{self.platform.code}-{self.kwargs['key']}-{timezone.localdate().isoformat()}"

    def exported_object(self) -> str:
        """What the audit log names as taken."""
        return f"{self.platform.code}-{self.kwargs['key']}"

    def filters(self) -> list[Filter]:
        """Words in any of the fields that the register is searched by."""
        register, user = BY_MODEL[self.listing.model], self.request.user
        return [
            Filter(
                "words",
                _("Words"),
                kind="words",
                apply=lambda rows, words: with_words(rows, register, user, words),
            )
        ]

    def rows(self, wanted: ListPage) -> QuerySet[Any]:
        """The rows of the platform."""
        return selectors.register_rows(self.request.user, self.listing, self.platform)

    def table(self, rows: Iterable[Any]) -> Table:
        """Print them; the first column leads to the row."""
        return opening_table(self.listing, rows, self.request.user, is_page=True)

    def workbook_table(self, rows: Iterable[Any]) -> Table:
        """The same, with the platform in the title and the day."""
        title = f"{self.platform} · {self.listing.title()}"
        table = opening_table(self.listing, rows, self.request.user, title=title)
        return replace(table, as_of=timezone.localdate().isoformat())

    def context(self, wanted: ListPage, page: Page[Any]) -> dict[str, Any]:
        """Whose register it is."""
        crumbs = [
            (_("Platforms"), reverse("registry:platforms")),
            (str(self.platform), self.platform.get_absolute_url()),
        ]
        return {"subtitle": str(self.platform), "crumbs": crumbs}


def _platform(request: SignedInRequest, code: str) -> Platform:
    """Return the platform, loaded for its profile; 404 if there is none the user may see."""
    platform = (
        Platform.objects.current().visible_to(request.user).select_related("organisation", "park", "unit")
    )
    return get_object_or_404(platform.prefetch_related("partners__organisation", "clusters"), code=code)


def _on_profile(extract: selectors.Extract, user: Actor) -> Table:
    """Return the first rows of a register: without the platform itself, with totals only where all rows are there."""
    table = opening_table(extract.listing, extract.rows, user)
    partial = extract.total > len(extract.rows)
    columns = [
        replace(column, total=column.total and not partial)
        for column in table.columns
        if column.key != "platform"
    ]
    return replace(table, columns=columns)


def _workbook(request: HttpRequest, table: Table, name: str) -> HttpResponse:
    """Return a table as a download, written down in the audit log."""
    day = timezone.localdate().isoformat()
    marked = replace(table, as_of=day)
    return send_file(request, marked, f"{name}-{day}.xlsx", about=Export("registry.export", name))
