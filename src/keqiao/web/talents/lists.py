"""Lists: applications, posts, introductions, who is resident."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.paginator import Page
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import today
from keqiao.web.registry.models import Person
from keqiao.web.site.lists import Filter, ListPage, ListView, in_words, with_value, with_words
from keqiao.web.site.punctuation import listed as in_list
from keqiao.web.site.tables import Cell, Column, Light, Table
from keqiao.web.talents import selectors
from keqiao.web.talents.gaps import suggested_posts
from keqiao.web.talents.models import (
    TalentApplication,
    TalentChannel,
    TalentClass,
    TalentIntroduction,
    TalentPost,
    TalentState,
)
from keqiao.web.talents.retention import Residency, last_year_of_evidence, residency
from keqiao.web.talents.rights import APPLY, KEEP, VIEW

LIGHTS: dict[str, Light] = {"good": "good", "watch": "watch", "bad": "bad", "accent": "watch"}
YEARS_BACK = 5


def light_of(tone: str) -> Light:
    """Return the light of a state's tone."""
    return LIGHTS.get(tone, "none")


def crumbs() -> list[tuple[str, str]]:
    """Return the way to a page below the overview."""
    return [(_("Talents"), reverse("talents:overview"))]


class TalentList(ListView):
    """Base of the room's lists: who writes sees the button for a new row."""

    right = VIEW
    template_name = "talents/list.html"
    new_url, new_words = "", ""

    def context(self, wanted: ListPage, page: Page[Any]) -> dict[str, Any]:
        """The way here, and where a new row is made."""
        user = self.request.user
        may_write = bool(self.new_url) and (user.has_right(APPLY) or user.has_right(KEEP))
        return {"crumbs": crumbs(), "new_url": self.new_url if may_write else "", "new_words": self.new_words}


class TalentApplicationList(TalentList):
    """Applications for talent programmes, the newest first."""

    export, file_name = "talents.export_applications", "talent-applications"
    orders: ClassVar = {
        "code": "code",
        "programme": "programme__name_zh",
        "platform": "platform__code",
        "talent_class": "talent_class",
        "state": "state",
        "points": "points",
        "amount": "amount",
    }

    def filters(self) -> list[Filter]:
        """Words, state, class."""
        return [
            Filter("q", _("Words"), kind="words", apply=with_words("code", "programme__name_zh")),
            Filter(
                "state", pgettext("talent", "State"), choices=in_words(TalentState), apply=with_value("state")
            ),
            Filter("class", _("Class"), choices=in_words(TalentClass), apply=with_value("talent_class")),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[TalentApplication]:
        """The applications."""
        self.new_url, self.new_words = reverse("talents:apply"), _("Apply for a talent programme")
        return selectors.applications_for(self.request.user)

    def table(self, rows: Iterable[TalentApplication]) -> Table:
        """Print them."""
        columns = [
            Column("code", pgettext("talent", "Number")),
            Column("person", pgettext("talent", "Person")),
            Column("programme", pgettext("talent", "Programme")),
            Column("platform", _("Platform")),
            Column("talent_class", _("Class")),
            Column("state", pgettext("talent", "State")),
            Column("points", _("Points of the review"), "number"),
            Column("amount", _("Granted"), "money", unit="万元", total=True),
        ]
        listed = [
            {
                "code": Cell(row.code, url=row.get_absolute_url()),
                "person": str(row.person),
                "programme": str(row.programme),
                "platform": str(row.platform),
                "talent_class": row.get_talent_class_display(),
                "state": Cell(
                    row.state, text=row.get_state_display(), light=light_of(TalentState.tone_of(row.state))
                ),
                "points": row.points,
                "amount": row.amount,
            }
            for row in rows
        ]
        return Table(_("Applications of talents"), columns, listed, name="talents", stacked=True)


class TalentPostList(TalentList):
    """Posts, the newest first."""

    export, file_name = "talents.export_posts", "talent-posts"
    orders: ClassVar = {
        "title": "title",
        "platform": "platform__code",
        "cluster": "cluster__name",
        "places": "places",
        "filled": "filled",
        "closes_on": "closes_on",
    }

    def filters(self) -> list[Filter]:
        """Words, class, those for a gap."""
        gap = [("yes", _("for a gap of the layout"))]
        return [
            Filter("q", _("Words"), kind="words", apply=with_words("title", "platform__organisation__name")),
            Filter("class", _("Class"), choices=in_words(Person.Kind), apply=with_value("person_class")),
            Filter("gap", _("Gap"), choices=gap, apply=lambda rows, _value: rows.exclude(cluster=None)),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[TalentPost]:
        """The posts."""
        self.new_url, self.new_words = reverse("talents:new_post"), _("Open a post")
        return selectors.posts_for(self.request.user)

    def context(self, wanted: ListPage, page: Page[Any]) -> dict[str, Any]:
        """With the posts that gaps of the layout call for, for who opens posts."""
        given = super().context(wanted, page)
        return given | ({"suggested": suggested_posts(self.request.user)} if given["new_url"] else {})

    def table(self, rows: Iterable[Any]) -> Table:
        """Print them; whom to approach only those read who keep talents, and the platform itself."""
        user = self.request.user
        columns = [
            Column("title", _("Post")),
            Column("platform", _("Platform")),
            Column("person_class", _("Class")),
            Column("degree", _("Degree asked")),
            Column("cluster", _("Industry whose gap it closes")),
            Column("places", _("Places"), "number", total=True),
            Column("filled", _("Filled"), "number", total=True),
            Column("closes_on", _("Open until"), "date"),
            Column("target", _("Institution or team to approach")),
        ]
        listed = [
            {
                "title": row.title,
                "platform": str(row.platform),
                "person_class": row.get_person_class_display(),
                "degree": row.get_degree_display(),
                "cluster": str(row.cluster or ""),
                "places": row.places,
                "filled": row.filled,
                "closes_on": row.closes_on,
                "target": row.target if self._reads_target(user, row) else "",
            }
            for row in rows
        ]
        return Table(_("Posts for talents"), columns, listed, name="posts", stacked=True)

    @staticmethod
    def _reads_target(user: Actor, row: TalentPost) -> bool:
        unit = getattr(user, "unit_id", None)
        return user.has_right(KEEP) or (unit is not None and row.platform.unit_id == unit)


class IntroductionList(TalentList):
    """Introductions, the newest first."""

    export, file_name = "talents.export_introductions", "talent-introductions"
    orders: ClassVar = {
        "introduced_on": "introduced_on",
        "platform": "platform__code",
        "channel": "channel",
        "started_on": "engagement__started_on",
        "ended_on": "engagement__ended_on",
    }

    def filters(self) -> list[Filter]:
        """TalentChannel, whether anybody came."""
        came = [("yes", _("came")), ("no", _("did not come"))]
        return [
            Filter("channel", _("Channel"), choices=in_words(TalentChannel), apply=with_value("channel")),
            Filter(
                "came",
                _("Came"),
                choices=came,
                apply=lambda rows, value: rows.filter(engagement__isnull=value == "no"),
            ),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[TalentIntroduction]:
        """The introductions."""
        self.new_url, self.new_words = reverse("talents:introduce"), _("Record an introduction")
        return selectors.introductions_for(self.request.user)

    def table(self, rows: Iterable[TalentIntroduction]) -> Table:
        """Print them."""
        columns = [
            Column("introduced_on", _("Introduced on"), "date"),
            Column("platform", _("Platform")),
            Column("channel", _("Channel")),
            Column("person", pgettext("talent", "Person")),
            Column("started_on", _("Began"), "date"),
            Column("ended_on", _("Left"), "date"),
            Column("post", _("Post")),
        ]
        listed = [
            {
                "introduced_on": row.introduced_on,
                "platform": str(row.platform),
                "channel": row.get_channel_display(),
                "person": str(row.engagement.person) if row.engagement else _("did not come"),
                "started_on": row.engagement.started_on if row.engagement else None,
                "ended_on": row.engagement.ended_on if row.engagement else None,
                "post": str(row.post or ""),
            }
            for row in rows
        ]
        return Table(_("Introductions of talents"), columns, listed, name="introductions", stacked=True)


class ResidencyList(TalentList):
    """Who is resident in a year, and why others are not; those who fail first."""

    export, file_name = "talents.export_residency", "residency"
    orders: ClassVar = {
        "person": lambda row: str(row.engagement.person),
        "platform": lambda row: row.engagement.platform.code,
        "resident": lambda row: row.is_resident,
        "engaged": lambda row: row.engaged,
        "on_site": lambda row: -1.0 if row.on_site is None else row.on_site,
    }

    def filters(self) -> list[Filter]:
        """The year, and whether they are resident."""
        this, last = today().year, last_year_of_evidence(today())
        years = [(str(year), str(year)) for year in range(this, min(last, this - YEARS_BACK) - 1, -1)]
        states = [("no", _("not resident")), ("yes", _("resident"))]
        return [
            Filter("year", _("Year"), value=str(last), choices=years, empty=str(last)),
            Filter(
                "resident",
                _("Resident"),
                choices=states,
                apply=lambda rows, value: [row for row in rows if row.is_resident == (value == "yes")],
            ),
        ]

    def rows(self, wanted: ListPage) -> list[Residency]:
        """The engagements of the year."""
        rows = residency(self.request.user, int(wanted.value("year")))
        return sorted(
            rows, key=lambda row: (row.is_resident, row.engagement.platform.code, row.engagement.pk)
        )

    def table(self, rows: Iterable[Residency]) -> Table:
        """Print them."""
        columns = [
            Column("person", pgettext("talent", "Person")),
            Column("platform", _("Platform")),
            Column("mode", _("Mode")),
            Column("engaged", _("Months engaged"), "number"),
            Column("on_site", _("Months on site"), "number"),
            Column("asked", _("Months asked"), "number"),
            Column("resident", _("Resident")),
            Column("reasons", _("Why not")),
        ]
        listed = [
            {
                "person": str(row.engagement.person),
                "platform": str(row.engagement.platform),
                "mode": row.engagement.get_mode_display(),
                "engaged": row.engaged,
                "on_site": row.on_site,
                "asked": row.needed,
                "resident": Cell(
                    row.is_resident,
                    text=_("yes") if row.is_resident else _("no"),
                    light="good" if row.is_resident else "bad",
                ),
                "reasons": in_list(row.reasons),
            }
            for row in rows
        ]
        year = self.wanted.value("year")
        return Table(_("Who is resident"), columns, listed, as_of=year, name="residency", stacked=True)
