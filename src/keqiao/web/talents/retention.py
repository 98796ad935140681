"""Who stays: retention after years by Kaplan–Meier, precision of introductions, residency with its reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from keqiao.engine.survival import SurvivalEstimate, kaplan_meier
from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import today
from keqiao.web.registry.models import Engagement, SiteMonths
from keqiao.web.talents.documents import RULES
from keqiao.web.talents.models import TalentChannel, TalentIntroduction
from keqiao.web.talents.persons import whole_months
from keqiao.web.talents.rights import VIEW

HORIZONS = (12, 36, 60)
"""Months after which retention is told: one, three and five years."""


@dataclass(frozen=True)
class Spell:
    """A person at a platform: from the first engagement to the end of the last; ``ended`` None while it lasts."""

    person: int
    group: str
    started: date
    ended: date | None


@dataclass(frozen=True)
class RetentionLine:
    """A channel or platform: persons followed, those who left, estimates at the horizons."""

    name: str
    persons: int
    left: int
    estimates: tuple[SurvivalEstimate | None, ...]


def engagements_for(user: Actor) -> Iterable[Engagement]:
    """Return the engagements whose persons a user may see counted: all, or those of the own platform."""
    rows = Engagement.objects.current().select_related("person", "platform", "platform__organisation")
    scope = user.scope_for(VIEW)
    if scope == "all":
        return rows
    return rows.filter(platform__unit=user.unit_id) if scope == "own" and user.unit_id else rows.none()


def retention(spells: Iterable[Spell], day: date) -> list[RetentionLine]:
    """Return the lines of all and of each group, by name; a spell that began after ``day`` is left out."""
    groups: dict[str, list[Spell]] = {}
    for spell in spells:
        if spell.started <= day:
            groups.setdefault("", []).append(spell)
            groups.setdefault(spell.group, []).append(spell)
    return [_line(name, groups[name], day) for name in sorted(groups)]


def _line(name: str, spells: list[Spell], day: date) -> RetentionLine:
    ended = [spell.ended is not None and spell.ended <= day for spell in spells]
    durations = [
        float(whole_months(spell.started, spell.ended if over and spell.ended else day))
        for spell, over in zip(spells, ended, strict=True)
    ]
    curve = kaplan_meier(durations, ended)
    return RetentionLine(name, len(spells), sum(ended), tuple(curve.at(months) for months in HORIZONS))


def spells_by_platform(user: Actor) -> list[Spell]:
    """Return a spell for each person and platform: engagements that follow each other are one stay."""
    stays: dict[tuple[int, int], Spell] = {}
    for row in engagements_for(user):
        key = (row.person_id, row.platform_id)
        known = stays.get(key)
        started = min(row.started_on, known.started) if known else row.started_on
        ended = row.ended_on
        if known is not None:
            ended = None if known.ended is None or ended is None else max(known.ended, ended)
        stays[key] = Spell(row.person_id, str(row.platform), started, ended)
    return list(stays.values())


def spells_by_channel(user: Actor) -> list[Spell]:
    """Return a spell for each introduction that began, by its channel."""
    rows = TalentIntroduction.objects.visible_to(user).filter(
        engagement__isnull=False, engagement__withdrawn_at=None
    )
    words = dict(TalentChannel.choices)
    return [
        Spell(
            row.engagement.person_id,
            str(words[row.channel]),
            row.engagement.started_on,
            row.engagement.ended_on,
        )
        for row in rows.select_related("engagement")
    ]


@dataclass(frozen=True)
class PrecisionLine:
    """A channel or platform: introduced, of these long enough ago to tell, of these who came and stayed."""

    name: str
    introduced: int
    mature: int
    stayed: int

    @property
    def precision(self) -> float | None:
        """The share that came and stayed among those of whom it can be told; None where there is none."""
        return self.stayed / self.mature if self.mature else None


def precision(user: Actor, by: str, day: date | None = None) -> list[PrecisionLine]:
    """Return precision by "channel" or "platform": hired and stayed so many months, of all introduced so long ago."""
    on, months = day or today(), RULES.in_force().stays_months
    words = dict(TalentChannel.choices)
    counts: dict[str, list[int]] = {}
    rows = TalentIntroduction.objects.visible_to(user).select_related("engagement", "platform__organisation")
    for row in rows:
        name = str(words[row.channel]) if by == "channel" else str(row.platform)
        line = counts.setdefault(name, [0, 0, 0])
        line[0] += 1
        engagement = row.engagement if row.engagement and row.engagement.withdrawn_at is None else None
        began = engagement.started_on if engagement else row.introduced_on
        last = min(on, engagement.ended_on or on) if engagement else on
        stayed = engagement is not None and whole_months(began, last) >= months
        if stayed or whole_months(began, on) >= months or (engagement is not None and engagement.ended_on):
            line[1] += 1
            line[2] += stayed
    return [PrecisionLine(name, *counts[name]) for name in sorted(counts)]


@dataclass(frozen=True)
class Residency:
    """An engagement in a year: months engaged, on site (None: no evidence) and needed; why it is not resident."""

    engagement: Engagement
    engaged: int
    on_site: float | None
    needed: float
    reasons: tuple[str, ...]

    @property
    def is_resident(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.reasons


def last_year_of_evidence(day: date) -> int:
    """Return the last year before a day for which months on site are recorded; the year before where there is none."""
    known = (
        SiteMonths.objects.current()
        .filter(year__lt=day.year)
        .order_by("-year")
        .values_list("year", flat=True)
    )
    return known.first() or day.year - 1


def residency(user: Actor, year: int) -> list[Residency]:
    """Return the engagements of a year that a user may see, with who is resident (常驻) and why others are not."""
    rules = RULES.in_force()
    evidence = {
        key: float(months)
        for key, months in SiteMonths.objects.current().filter(year=year).values_list("engagement", "months")
    }
    rows = []
    for engagement in engagements_for(user):
        engaged = _months_within(engagement, year)
        if not engaged:
            continue
        needed = rules.resident_months * engaged / 12
        on_site = evidence.get(engagement.pk)
        reasons = []
        if rules.resident_full_time and engagement.mode != Engagement.Mode.FULL:
            reasons.append(_("not full-time: %(mode)s") % {"mode": engagement.get_mode_display()})
        if on_site is None:
            reasons.append(_("no months on site are recorded for %(year)d") % {"year": year})
        elif on_site < needed:
            reasons.append(
                _("%(months)s months on site, %(asked)s are asked")
                % {"months": f"{on_site:g}", "asked": f"{needed:g}"}
            )
        rows.append(Residency(engagement, engaged, on_site, needed, tuple(reasons)))
    return rows


def _months_within(engagement: Engagement, year: int) -> int:
    """Months of a year in which an engagement lasted, those that began counted."""
    first = max(engagement.started_on, date(year, 1, 1))
    last = min(engagement.ended_on or date(year, 12, 31), date(year, 12, 31))
    return 0 if last < first else last.month - first.month + 1
