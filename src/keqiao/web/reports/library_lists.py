"""The lists of media coverage and of approved paragraphs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.paginator import Page
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.reports import library
from keqiao.web.reports.models import ApprovedParagraph, MediaStory, ParagraphState, StoryState
from keqiao.web.reports.rights import COVERAGE, PARAGRAPHS, VIEW
from keqiao.web.site.lists import Filter, ListPage, ListView, in_words, with_value, with_words
from keqiao.web.site.tables import Cell, Column, Table


def studies_crumb() -> list[tuple[str, str]]:
    """The way to both lists."""
    return [(_("Studies"), reverse("reports:studies"))]


class StoryList(ListView):
    """Media coverage with its channel, day and reach."""

    right = VIEW
    template_name = "reports/coverage.html"
    export, file_name = "reports.export", "coverage"
    orders: ClassVar = {
        "on": "on",
        "title": "title",
        "channel": "channel",
        "outlet": "outlet",
        "reach": "reach",
    }

    def filters(self) -> list[Filter]:
        """Words, channel, year, state."""
        years = MediaStory.objects.visible_to(self.request.user).dates("on", "year", order="DESC")
        return [
            Filter("q", _("Words"), kind="words", apply=with_words("title", "story", "outlet")),
            Filter(
                "channel",
                pgettext("coverage", "Channel"),
                choices=[(value, str(label)) for value, label in MediaStory.Channel.choices],
                apply=with_value("channel"),
            ),
            Filter(
                "year",
                _("Year"),
                choices=[(str(first.year), str(first.year)) for first in years],
                apply=with_value("on__year"),
            ),
            Filter("state", _("State"), choices=in_words(StoryState), apply=with_value("state")),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[MediaStory]:
        """The newest first."""
        return library.stories_for(self.request.user)

    def table(self, rows: Iterable[MediaStory]) -> Table:
        """Print them."""
        columns = [
            Column("on", pgettext("coverage", "Published on"), "date"),
            Column("title", pgettext("coverage", "Title")),
            Column("channel", pgettext("coverage", "Channel")),
            Column("outlet", pgettext("coverage", "Outlet")),
            Column("platform", _("Platform")),
            Column("reach", pgettext("coverage", "Persons reached"), "number"),
            Column("state", _("State")),
        ]
        printed = [
            {
                "on": row.on,
                "title": Cell(row.title, url=row.get_absolute_url()),
                "channel": row.get_channel_display(),
                "outlet": row.outlet,
                "platform": row.platform.short_name if row.platform else "",
                "reach": row.reach,
                "state": row.get_state_display(),
            }
            for row in rows
        ]
        return Table(_("Media coverage"), columns, printed, name="coverage", stacked=True)

    def context(self, wanted: ListPage, page: Page[MediaStory]) -> dict[str, Any]:
        """Counts by channel of what is visible; whether the reader records."""
        return {
            "channels": library.by_channel(library.stories_for(self.request.user)),
            "may_record": self.request.user.has_right(COVERAGE),
            "crumbs": studies_crumb(),
        }


class ParagraphList(ListView):
    """Paragraphs of the library with their state."""

    right = VIEW
    template_name = "reports/paragraphs.html"
    export, file_name = "reports.export", "paragraphs"
    orders: ClassVar = {
        "code": "code",
        "title": "title",
        "state": "state",
        "proposed_at": "proposed_at",
        "approved_at": "approved_at",
    }

    def filters(self) -> list[Filter]:
        """Words, state."""
        return [
            Filter("q", _("Words"), kind="words", apply=with_words("code", "title", "text")),
            Filter("state", _("State"), choices=in_words(ParagraphState), apply=with_value("state")),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[ApprovedParagraph]:
        """The newest first."""
        return library.paragraphs_for(self.request.user)

    def table(self, rows: Iterable[ApprovedParagraph]) -> Table:
        """Print them."""
        columns = [
            Column("code", _("Code")),
            Column("title", pgettext("paragraph", "Title")),
            Column("source", pgettext("paragraph", "Where its wording comes from")),
            Column("state", _("State")),
            Column("proposed_by", pgettext("paragraph", "Proposed by")),
            Column("proposed_at", pgettext("paragraph", "Proposed at"), "date"),
            Column("approved_by", pgettext("paragraph", "Approved by")),
            Column("approved_at", pgettext("paragraph", "Approved at"), "date"),
        ]
        printed = [
            {
                "code": Cell(row.code, url=row.get_absolute_url()),
                "title": row.title,
                "source": row.source,
                "state": Cell(
                    row.state,
                    text=str(row.get_state_display()),
                    light="good" if row.state == ParagraphState.APPROVED else "none",
                ),
                "proposed_by": str(row.proposed_by or ""),
                "proposed_at": row.proposed_at,
                "approved_by": str(row.approved_by or ""),
                "approved_at": row.approved_at,
            }
            for row in rows
        ]
        return Table(_("Approved paragraphs"), columns, printed, name="paragraphs", stacked=True)

    def context(self, wanted: ListPage, page: Page[ApprovedParagraph]) -> dict[str, Any]:
        """Whether the reader proposes."""
        return {"may_propose": self.request.user.has_right(PARAGRAPHS), "crumbs": studies_crumb()}
