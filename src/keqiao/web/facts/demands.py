"""What collections ask of platforms: from the opening on, such a figure is written by the lock of its return only.

Collections lie to the right (returns); they say what they ask ("facts.demands"). Which other
periods of the same measure would change the figure follows from how :mod:`keqiao.web.facts.computation` reads facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from keqiao.periods import Kind, Period
from keqiao.web.facts.models import Measure
from keqiao.web.registry.models import Platform
from keqiao.web.site.rooms import Registry
from keqiao.web.site.stored_sentences import in_words


class Demand(NamedTuple):
    """A figure that a collection asks of a platform: the collection's title, the platform, the period, the return."""

    collection: str
    platform: str
    period: Period
    url: str


Provider = Callable[[Measure, Platform | None], Iterable[Demand]]
DEMANDS: Registry[Provider] = Registry("facts.demands")


def demand_for(measure: Measure, platform: Platform | None, period: Period) -> Demand | None:
    """Return the demand that a fact of the platform (None: the city) and the period would meddle with, if any.

    A fact of the city meddles where the city's figure is the sum of what platforms are asked for.
    """
    if platform is None and measure.city_total != Measure.CityTotal.SUM:
        return None
    for provider in DEMANDS:
        for demand in provider(measure, platform):
            if meddles(measure, period, demand.period):
                return demand
    return None


def meddles(measure: Measure, period: Period, demanded: Period) -> bool:
    """Tell whether a fact of ``period`` would change the figure of ``demanded``, or what is added up from it.

    A stock is read at a day: any day within the demanded period, or its last one, speaks of the same. A flow that is
    added up over time is the sum of its parts, so a longer or shorter period that overlaps replaces them.
    """
    if period.code == demanded.code:
        return True
    if measure.kind == Measure.Kind.STOCK:
        return demanded.start <= period.end <= demanded.end
    if measure.roll_up != Measure.RollUp.SUM or period.kind == Kind.DATE:
        return False
    return period.start <= demanded.end and demanded.start <= period.end


def refusal(measure: Measure, platform: Platform | None, demand: Demand) -> str:
    """Say that a figure is asked for by a collection, and the way to correct it."""
    words = {
        "measure": measure,
        "platform": demand.platform,
        "period": in_words(demand.period.words),
        "collection": demand.collection,
    }
    if platform is None:
        return (
            _(
                "“%(collection)s” asks %(platform)s and others for “%(measure)s” (%(period)s), and the city's figure is"
                " their sum: it is written by the lock of their returns only. To correct it, correct the return of the"
                " platform; where that is locked, ask for its unlocking."
            )
            % words
        )
    return (
        _(
            "“%(collection)s” asks %(platform)s for “%(measure)s” (%(period)s): since its opening this figure, reported"
            " and verified, is written by the lock of the return only. To correct it, correct the return; where that is"
            " locked, ask for its unlocking."
        )
        % words
    )
