"""The standing of a year's result: what is decided, else what is in its publicity, else nothing.

Everything that shows "the" grade of a platform (cockpit, home pages, search, the change since last year) asks here and
shows the state with it. A run that somebody computed is no result until a grading by it is published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.periods import Period, same_length
from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import BUREAU, today
from keqiao.web.grading.models import GradeLine, Grading
from keqiao.web.registry.models import Platform
from keqiao.web.site.stored_sentences import in_words


@dataclass(frozen=True)
class GradingOfPeriod:
    """The grading that stands for a period on a day, and whether it was decided by then."""

    grading: Grading
    day: date
    is_final: bool

    @property
    def period(self) -> str:
        """The period graded."""
        return self.grading.period

    @property
    def tone(self) -> str:
        """How pages mark it."""
        return "good" if self.is_final else "watch"

    @property
    def mark(self) -> str:
        """The state in a word or two: 已定级, 公示中."""
        if self.is_final:
            return pgettext("grading", "decided")
        ended = self.grading.publicity_to is not None and self.grading.publicity_to < self.day
        return _("publicity ended, not decided") if ended else pgettext("grading", "in publicity")

    @property
    def words(self) -> str:
        """Period, state, number of the grading and its day: 2024 公示中（2024-G01，至 2025-04-18）."""
        facts = {
            "period": in_words(Period.parse(self.period).words),
            "mark": self.mark,
            "grading": self.grading.code,
        }
        if self.is_final and self.grading.final_at is not None:
            day = timezone.localdate(self.grading.final_at, BUREAU)
            return _("%(period)s: %(mark)s (%(grading)s, %(day)s)") % (facts | {"day": day})
        return _("%(period)s: %(mark)s (%(grading)s, until %(day)s)") % (
            facts | {"day": self.grading.publicity_to}
        )

    @cached_property
    def lines(self) -> Mapping[str, GradeLine]:
        """The lines by the code of their platform, best rank first; one query."""
        rows = self.grading.lines.select_related("platform").order_by("rank", "platform__code")
        return {line.platform.code: line for line in rows}

    def lines_of(self, platforms: Iterable[Platform]) -> Mapping[str, GradeLine]:
        """The lines of some platforms by their code; one query."""
        codes = {platform.pk: platform.code for platform in platforms}
        rows = self.grading.lines.filter(platform__in=codes)
        return {codes[line.platform_id]: line for line in rows}


def official_gradings(
    user: Actor, day: date | None = None, *, scheme_code: str = ""
) -> list[GradingOfPeriod]:
    """Return what stood for each period at the end of a day (today without one) as far as ``user`` may see it, the
    newest period first; of one indicator system where named.

    What was decided later is not known on the day, and what was replaced later still stands on it.
    """
    on = day or today()
    end = datetime.combine(on + timedelta(days=1), time.min, tzinfo=BUREAU)
    open_to_all = Grading.objects.visible_to(user).filter(
        state__in=Grading.OPEN_TO_ALL, publicity_from__lte=on
    )
    if scheme_code:
        open_to_all = open_to_all.filter(run__scheme__code=scheme_code)
    rows = open_to_all.select_related("run__scheme", "run__snapshot")
    decided = Q(state=Grading.State.FINAL, final_at__lt=end)
    replaced = Grading.objects.filter(decided, replaces__isnull=False).values("replaces_id")
    gradings: dict[str, GradingOfPeriod] = {}
    for grading in rows.filter(decided).exclude(pk__in=replaced).order_by("final_at", "pk"):
        gradings[grading.period] = GradingOfPeriod(grading, on, is_final=True)
    # Where another run became the ground after the day, what was public on the day is not what stands here now.
    rebased = open_to_all.filter(steps__action="rebase", steps__at__gte=end).values("pk")
    for grading in rows.exclude(decided).exclude(pk__in=rebased).order_by("publicity_from", "pk"):
        if grading.period not in gradings or not gradings[grading.period].is_final:
            gradings[grading.period] = GradingOfPeriod(grading, on, is_final=False)
    return sorted(gradings.values(), key=lambda grading: Period.parse(grading.period).end, reverse=True)


def newest_grading(user: Actor, day: date | None = None) -> GradingOfPeriod | None:
    """Return what stood for the newest period on a day; None where nothing was decided or published by then."""
    return next(iter(official_gradings(user, day)), None)


def before(user: Actor, period: str, *, scheme_code: str) -> GradingOfPeriod | None:
    """Return what stands today for the last period before one, by the same indicator system, of the same length."""
    return next(
        (
            result
            for result in official_gradings(user, scheme_code=scheme_code)
            if result.period < period and same_length(result.period, period)
        ),
        None,
    )


@dataclass(frozen=True)
class Place:
    """Where one platform stands: its line and the standing that the line belongs to."""

    line: GradeLine
    of: GradingOfPeriod


def places(user: Actor, platforms: list[Platform], day: date | None = None) -> dict[int, Place]:
    """Return the newest standing line of each platform by its key; one more query than the official_gradings take."""
    there = {result.grading.pk: result for result in official_gradings(user, day)}
    lines = GradeLine.objects.filter(grading__in=list(there), platform__in=platforms)
    order = {pk: number for number, pk in enumerate(there)}
    places: dict[int, Place] = {}
    for line in sorted(lines, key=lambda line: order[line.grading_id]):
        places.setdefault(line.platform_id, Place(line, there[line.grading_id]))
    return places
