"""The library of institutions over all platforms, with how complete each one's is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.paginator import Page
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.audit.clock import today
from keqiao.web.planning.institutions import CHECKLIST, Institutions, in_force, institutions_of
from keqiao.web.planning.rights import PLANS
from keqiao.web.planning.views.plans import crumbs, platforms_for
from keqiao.web.registry.models import GovernanceItem, Platform
from keqiao.web.site.lists import Filter, ListPage, ListView, in_words, with_value, with_words
from keqiao.web.site.tables import Cell, Column, Light, Table

LIGHTS: dict[str, Light] = {"in_place": "good", "partly": "watch", "missing": "bad"}


class InstitutionList(ListView):
    """Platforms with the state of each item of the check-list, by how many are in place."""

    right = PLANS
    template_name = "planning/institutions.html"
    export, file_name = "planning.export", "institutions"
    orders: ClassVar = {"code": "code", "platform": "short_name", "complete": "complete"}

    def filters(self) -> list[Filter]:
        """Words, type, what is lacking."""
        return [
            Filter("q", _("Platform"), kind="words", apply=with_words("code", "short_name", "short_name_en")),
            Filter("type", _("Type"), choices=in_words(Platform.Type), apply=with_value("type")),
            Filter(
                "lacking",
                pgettext("institutions", "Not in place"),
                choices=[(kind.value, str(kind.label)) for kind in CHECKLIST],
                apply=_lacking,
            ),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[Platform]:
        """The platforms that the reader may see; ``complete`` counts the kinds that are in place."""
        kinds = Count(
            "governance_items__kind",
            filter=_in_place("governance_items__"),
            distinct=True,
        )
        day = today()
        here = Q(valid_to=None) | Q(valid_to__gte=day)
        return platforms_for(self.request.user).filter(here, valid_from__lte=day).annotate(complete=kinds)

    def table(self, rows: Iterable[Any]) -> Table:
        """Print them."""
        platforms = list(rows)
        opens = self.request.user.has_right("registry.view")
        read = institutions_of([platform.pk for platform in platforms], today())
        columns = [
            Column("code", _("Code")),
            Column("platform", _("Platform")),
            Column("complete", pgettext("institutions", "In place (%)"), "number", decimals=1),
            *(Column(kind.value, str(kind.label)) for kind in CHECKLIST),
        ]
        printed = [
            {
                "code": Cell(platform.code, url=platform.get_absolute_url() if opens else ""),
                "platform": platform.short_name,
                "complete": read[platform.pk].share,
                **{kind.value: _cell(read[platform.pk], kind, opens) for kind in CHECKLIST},
            }
            for platform in platforms
        ]
        return Table(
            pgettext("institutions", "Library of institutions"),
            columns,
            printed,
            name="institutions",
            stacked=True,
        )

    def context(self, wanted: ListPage, page: Page[Platform]) -> dict[str, Any]:
        """The way back."""
        return {"crumbs": crumbs(), "items": len(CHECKLIST)}


def _in_place(path: str = "") -> Q:
    day = today()
    return (
        Q(**{f"{path}state": GovernanceItem.State.IN_PLACE, f"{path}withdrawn_at": None})
        & Q(**{f"{path}valid_from__lte": day})
        & (Q(**{f"{path}valid_to": None}) | Q(**{f"{path}valid_to__gte": day}))
    )


def _lacking(rows: QuerySet[Platform], kind: str) -> QuerySet[Platform]:
    """Narrow platforms to those where an item of the check-list is not in place."""
    there = GovernanceItem.objects.current().filter(
        in_force(today()), kind=kind, state=GovernanceItem.State.IN_PLACE
    )
    return rows.exclude(pk__in=there.values("platform"))


def _cell(institutions: Institutions, kind: GovernanceItem.Kind, opens: bool) -> Cell:
    item = institutions.states.get(kind)
    if item is None:
        return Cell("", text=pgettext("institutions", "Not told"), light="none")
    url = reverse("registry:row", kwargs={"key": "governance", "pk": item.pk}) if opens else ""
    return Cell(item.state, text=str(item.get_state_display()), light=LIGHTS[item.state], url=url)
