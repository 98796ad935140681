"""Reads of the registers for pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.dates import precise
from keqiao.web.registry.listings import LISTINGS, PROFILE, Listing
from keqiao.web.registry.models import (
    Agreement,
    Engagement,
    Event,
    Person,
    Platform,
    Precision,
    Qualification,
    Region,
)
from keqiao.web.registry.registers import REGISTERS
from keqiao.web.registry.search import with_words


@dataclass(frozen=True)
class PlatformSearch:
    """What platforms are looked for."""

    words: str = ""
    type: str = ""
    level: str = ""
    stage: str = ""
    cluster: str = ""
    family: str = ""
    on: date | None = None


def platforms_matching(user: Actor, wanted: PlatformSearch) -> QuerySet[Platform]:
    """Return the platforms the user may see that fit; words are sought in names, aliases, codes and directions."""
    platforms: QuerySet[Platform] = LISTINGS["platforms"].rows_for(user)
    for field in ("type", "level", "stage"):
        if value := getattr(wanted, field):
            platforms = platforms.filter(**{field: value})
    if wanted.cluster:
        platforms = platforms.filter(clusters__code=wanted.cluster)
    if wanted.family:
        platforms = platforms.filter(partners__family__code=wanted.family)
    if wanted.on:
        platforms = platforms.filter(Q(valid_to=None) | Q(valid_to__gte=wanted.on), valid_from__lte=wanted.on)
    return with_words(platforms, REGISTERS["platforms"], user, wanted.words).distinct()


@dataclass(frozen=True)
class Moment:
    """A line of a timeline; ``on`` orders it, ``when`` is printed as far as the date is known."""

    on: date
    when: str
    kind: str
    title: str
    source: str = ""


def timeline(user: Actor, platform: Platform) -> list[Moment]:
    """Return a platform's dated events, agreements and qualifications, oldest first, each with its own source."""
    events = Event.objects.current().visible_to(user).filter(platform=platform)
    moments = [
        Moment(row.on, precise(row.on, row.precision), row.get_kind_display(), str(row), row.source)
        for row in events
    ]
    for agreement in Agreement.objects.current().visible_to(user).filter(platform=platform):
        moments.append(
            Moment(
                agreement.signed_on,
                precise(agreement.signed_on),
                _("Agreement"),
                str(agreement),
                agreement.source,
            )
        )
    for row in Qualification.objects.current().visible_to(user).filter(platform=platform):
        moments.append(
            Moment(row.granted_on, precise(row.granted_on), _("Qualification"), str(row), row.source)
        )
    if platform.valid_to:
        moments.append(
            Moment(platform.valid_to, precise(platform.valid_to), _("Exit"), _("Left the platform system"))
        )
    return sorted(moments, key=lambda moment: moment.on)


def city_timeline(user: Actor, most: int) -> list[Moment]:
    """Return the newest of the city's own events and of the platforms' settlings, the oldest of them first."""
    events = Event.objects.current().visible_to(user).filter(platform=None).order_by("-on", "-pk")[:most]
    moments = [
        Moment(row.on, precise(row.on, row.precision), row.get_kind_display(), str(row), row.source)
        for row in events
    ]
    for platform in Platform.objects.current().visible_to(user).order_by("-settled_on", "-code")[:most]:
        when = precise(platform.settled_on, platform.settled_precision or Precision.DAY)
        moments.append(Moment(platform.settled_on, when, _("Settled"), str(platform), platform.source))
    return sorted(moments, key=lambda moment: moment.on)[-most:]


def people_counts(platform: Platform, on: date) -> list[tuple[str, int]]:
    """Return numbers of persons in post on a day: all, in R&D posts, by degree, by mode. Numbers need no consent."""
    posts = Engagement.objects.current().filter(platform=platform, started_on__lte=on)
    posts = posts.filter(Q(ended_on=None) | Q(ended_on__gte=on))
    research = posts.filter(is_research=True)
    counts = [
        (_("Persons in post"), posts.values("person").distinct().count()),
        (_("of these in R&D posts"), research.values("person").distinct().count()),
    ]
    degrees = dict(research.values_list("person__degree").annotate(number=Count("person", distinct=True)))
    modes = dict(posts.values_list("mode").annotate(number=Count("person", distinct=True)))
    counts += [
        (str(degree.label), degrees[degree.value]) for degree in Person.Degree if degree.value in degrees
    ]
    counts += [(str(mode.label), modes[mode.value]) for mode in Engagement.Mode if mode.value in modes]
    return counts


@dataclass(frozen=True)
class Extract:
    """The first rows of a register of a platform, and how many there are."""

    listing: Listing
    rows: list[Any]
    total: int


def register_rows(user: Actor, listing: Listing, platform: Platform) -> QuerySet:
    """Return a platform's rows of a register that the user may see."""
    return listing.loaded(listing.model.objects.current().visible_to(user).of_platforms([platform.pk]))


def extracts(user: Actor, platform: Platform, most: int = 5) -> list[Extract]:
    """Return the beginning of every register that the profile shows, empty ones left out."""
    extracts = []
    for key in PROFILE:
        rows = register_rows(user, LISTINGS[key], platform)
        first = list(rows[: most + 1])
        if first:
            total = len(first) if len(first) <= most else rows.order_by().count()
            extracts.append(Extract(LISTINGS[key], first[:most], total))
    return extracts


def default_day() -> date | None:
    """Return the region's default as-of date."""
    return Region.objects.values_list("default_as_of", flat=True).first()
