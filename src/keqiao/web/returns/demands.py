"""Tell the facts room what collections ask: from their opening on such a figure is written by the lock only."""

from __future__ import annotations

from collections.abc import Iterator

from keqiao.web.facts.demands import Demand
from keqiao.web.facts.models import Measure
from keqiao.web.registry.models import Platform
from keqiao.web.returns.models import Collection, Return


def demanded(measure: Measure, platform: Platform | None) -> Iterator[Demand]:
    """Yield what opened collections, closed ones too, ask of a platform (None: of every platform) for a measure."""
    asking_nothing = (Collection.State.DRAFT, Collection.State.CANCELLED)
    forms = Return.objects.exclude(collection__state__in=asking_nothing)
    forms = forms.filter(collection__items__measure=measure).select_related("collection", "platform")
    if platform is not None:
        forms = forms.filter(platform=platform)
    for form in forms.order_by("-collection__period_end", "pk"):
        yield Demand(str(form.collection), str(form.platform), form.collection.span, form.get_absolute_url())
