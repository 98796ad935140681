"""Everything that the page of a figure shows around it, read with one computation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from keqiao.periods import Period
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require
from keqiao.web.facts.derivations import COMPOSITE
from keqiao.web.facts.figures import Figure
from keqiao.web.facts.models import MeasureDefinition
from keqiao.web.facts.selectors import LargestFigures, UnknownFigure, figures_for, largest, refuse_future
from keqiao.web.registry.listings import BY_MODEL
from keqiao.web.registry.listings.definition import Listing
from keqiao.web.registry.models.record import Record
from keqiao.web.site.rooms import Registry

YEARS = 5
OF_ROOMS: Registry[Listing] = Registry("facts.listings")
"""How rooms to the right list their own rows behind figures."""
CHUNK = 5000
"""Keys asked for at once when looking which rows a reader may see."""


@dataclass(frozen=True)
class Detail:
    """A figure with the same of earlier years, of the platforms with the largest values (for the city), and the figures
    it is computed of.
    """

    figure: Figure
    trend: list[Figure]
    platforms: LargestFigures
    above: list[Figure]
    below: list[Figure]


def detail(user: Actor, code: str, scope: str, period_text: str, basis: str) -> Detail:
    """Return a figure with what stands around it.

    Raises UnknownFigure (NotYet for a period that has not come), PeriodError, or PermissionDenied with the reason.
    """
    require(user, "facts.view")
    period = Period.parse(period_text)
    periods = [period]
    while len(periods) < YEARS:
        periods.append(periods[-1].previous_year())
    periods.reverse()
    definition = (
        MeasureDefinition.objects.filter(measure__code=code, valid_from__lte=period.end)
        .order_by("valid_from")
        .last()
    )
    rule = COMPOSITE.get(definition.derivation) if definition else None
    above, below = rule.parts if rule and rule.parts else ((), ())
    codes = [code, *above, *below]
    figures = figures_for(user, codes, [scope], periods, basis=basis, yoy=True)
    key = (code, scope, period.code)
    if key not in figures:
        raise UnknownFigure(_("There is no figure %(code)s of %(scope)s.") % {"code": code, "scope": scope})
    refuse_future(figures[key])
    if figures[key].is_refused:
        raise PermissionDenied(figures[key].reason)
    line = [figures[code, scope, period.code] for period in periods]
    first = next((place for place, figure in enumerate(line) if figure.value is not None), len(line))
    return Detail(
        figures[key],
        line[first:],
        largest(user, figures[key]),
        [figures[part, scope, period.code] for part in above],
        [figures[part, scope, period.code] for part in below],
    )


@dataclass(frozen=True)
class Behind:
    """The rows behind a derived figure, of a register or of another room: how they are listed, which the reader may
    see, how many there are.
    """

    listing: Listing
    ids: list[int]
    total: int

    @property
    def is_register(self) -> bool:
        """Whether they are rows of a register, which are verified and rest on files."""
        return issubclass(self.listing.model, Record)

    @property
    def is_partial(self) -> bool:
        """Whether rows are held back from this reader."""
        return len(self.ids) < self.total


def rows_behind(user: Actor, figure: Figure, only: Sequence[int] | None = None) -> Behind | None:
    """Return the rows behind a figure, or ``only`` some of them; None where no room lists them."""
    listing = _listing_of(figure.computed.row_model)
    ids = list(figure.computed.row_ids if only is None else only)
    if listing is None or not ids:
        return None
    total = len(ids)
    if not issubclass(listing.model, Record) or user.scope_for("registry.view") != "all":
        rows = listing.model.objects.visible_to(user)
        chunks = [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
        ids = sorted(pk for chunk in chunks for pk in rows.filter(pk__in=chunk).values_list("pk", flat=True))
    return Behind(listing, ids, total)


def _listing_of(label: str) -> Listing | None:
    """How rows of a model are listed: as its register does, or as its room says."""
    of_rooms = {listing.model._meta.label: listing for listing in OF_ROOMS}
    return BY_MODEL.get(label) or of_rooms.get(label)
