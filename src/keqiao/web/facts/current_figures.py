"""Figures that are kept: read where nothing that they stand on has changed, computed and kept anew where it has.

A kept figure carries a stamp: a digest of the version of the product, of the parameters in force, and of how often each
table that its measure was computed from had been written to (:mod:`keqiao.web.audit.revisions`). The stamp is taken
before the rows are read, and a figure is used only while its stamp is the present one. So no page shows a stale figure,
whoever changed whatever in which way, and nothing has to be told of a change (ADR 0037).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl
from django.db import OperationalError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from keqiao import __version__
from keqiao.periods import Kind, Period
from keqiao.web.audit.guards import declared
from keqiao.web.audit.revisions import revisions
from keqiao.web.facts.documents import PARAMETERS
from keqiao.web.facts.models import Basis, CurrentFigure, FigureSource
from keqiao.web.registry.models import Region
from keqiao.web.rulebooks.in_force import fingerprint

if TYPE_CHECKING:
    from keqiao.web.facts.computation import Computation

CELLS = ("value", "state", "reason", "there", "among", "which", "as_of", "by_hand", "platforms", "model")
"""What is kept of a figure, as its row among the columns of figures names it."""
COLUMNS = ("measure_id", "platform_id", "period", "basis", "stamp", *CELLS)
INSERT = (
    f"INSERT INTO facts_currentfigure ({', '.join(COLUMNS)})"  # noqa: S608 - names of ours
    f" VALUES ({', '.join(['%s'] * len(COLUMNS))}) ON CONFLICT DO NOTHING"
)
"""One prepared statement for many figures: ``bulk_create`` sends fifty at a time to SQLite."""
TODAY, DOCUMENT = "today", "parameters"
"""Sources that are no tables: the day, and the parameters in force."""
ALWAYS = frozenset(
    {DOCUMENT, "facts_measure", "facts_measuredefinition", "registry_platform", "registry_region"}
)
VERIFIED = frozenset({"registry_change", "registry_verificationline"})
"""What the registers as verified are put together from."""
TEXTS = frozenset({"rulebooks_documentversion", "rulebooks_documenttext"})
"""Of these the parameters in force come."""
YEARS = 10
"""Figures of older years are not kept: nobody fills the table by asking for every period there ever was."""
MOST = 20_000
"""Figures that a page keeps at once; more are kept by the command only."""


class CurrentFigures:
    """The kept figures among those that a computation gives: of its measures and periods, of ``scopes`` (platforms, and
    None for the city; None: of all). It is made before anything is read that figures are computed from.
    """

    def __init__(self, computation: Computation, scopes: Collection[int | None] | None) -> None:
        self._computation, self._scopes = computation, scopes
        self._state: dict[str, object] = {
            **revisions(),
            TODAY: timezone.localdate(),
            DOCUMENT: fingerprint(PARAMETERS.code, PARAMETERS.packaged),
        }

    def cells(self, code: str, platform: int | None, period: Period) -> tuple[Any, ...] | None:
        """Return a kept figure as :data:`CELLS`; None where none is kept that still holds."""
        return self._kept.get((self._computation.measures[code].pk, platform, period.code))

    @property
    def is_complete(self) -> bool:
        """Whether nothing that was asked for has to be computed."""
        count = len(self._computation.codes) * len(self._computation.periods) * len(self.scopes)
        return len(self._kept) == count

    def keep(self, computed: Mapping[str, pl.DataFrame], most: int = MOST) -> None:
        """Keep computed figures by measure, at most so many, and none while somebody else is writing: a page waits for
        nobody to keep what it computed.
        """
        places = {place: code for place, code in self._periods.items() if code}
        rows: list[tuple[Any, ...]] = []
        sources: list[FigureSource] = []
        for code, figures in computed.items():
            measure = self._computation.measures[code].pk
            names = self._computation.sources[code] - TEXTS | ALWAYS
            names |= VERIFIED if self._computation.basis == Basis.VERIFIED else frozenset()
            if not places or not names <= _counted():
                continue
            known = self._sources.get(measure, set())
            sources += [
                FigureSource(measure_id=measure, basis=self._computation.basis, name=name)
                for name in sorted(names - known)
            ]
            stamp = self._stamp(names | known)
            rows += self._rows(measure, figures, places, stamp)
        if not rows or len(rows) > most:
            return

        def write() -> None:
            measures = {row[0] for row in rows}
            self._asked().filter(measure__in=measures, period__in=places.values()).delete()
            FigureSource.objects.bulk_create(sources, ignore_conflicts=True)
            with connection.cursor() as cursor:
                cursor.executemany(INSERT, rows)

        _without_waiting(write)

    def _rows(
        self, measure: int, figures: pl.DataFrame, places: dict[int, str], stamp: str
    ) -> Iterator[tuple[Any, ...]]:
        """The rows of kept figures, as :data:`COLUMNS`."""
        of_places = figures.filter(pl.col("period").is_in(list(places)))
        for platform, place, *cells in of_places.select("platform", "period", *CELLS).iter_rows():
            if platform in self.scopes:
                value, state, reason, there, among, which, as_of, by_hand, platforms, model = cells
                yield (
                    *(measure, platform, places[place], self._computation.basis, stamp),
                    *(None if value is None else str(value), state, reason, there, among),
                    None if which is None else json.dumps(which),
                    connection.ops.adapt_datefield_value(as_of),
                    *(by_hand, platforms, model),
                )

    @cached_property
    def _periods(self) -> dict[int, str]:
        """The codes of the periods of which figures are kept, by place; of the others an empty text."""
        region = Region.objects.first()
        as_of, last = region.default_as_of if region else None, timezone.localdate().year

        def is_kept(period: Period) -> bool:
            if period.kind == Kind.DATE:
                day = as_of and (as_of.month, as_of.day)
                return last - YEARS <= period.year <= last and day == (period.end.month, period.end.day)
            return last - YEARS <= period.year <= last

        periods = self._computation.periods
        return {place: period.code if is_kept(period) else "" for place, period in enumerate(periods)}

    @cached_property
    def scopes(self) -> frozenset[int | None]:
        """The platforms and the city (None) of which figures are read."""
        return frozenset(self._computation.reading.scopes if self._scopes is None else self._scopes)

    @cached_property
    def _sources(self) -> dict[int, set[str]]:
        measures = [self._computation.measures[code].pk for code in self._computation.codes]
        rows = FigureSource.objects.filter(basis=self._computation.basis, measure__in=measures)
        names: dict[int, set[str]] = {}
        for measure, name in rows.values_list("measure", "name"):
            names.setdefault(measure, set()).add(name)
        return names

    @cached_property
    def _kept(self) -> dict[tuple[int, int | None, str], tuple[Any, ...]]:
        stamps = {measure: self._stamp(names) for measure, names in self._sources.items()}
        codes = [code for code in self._periods.values() if code]
        if not stamps or not codes:
            return {}
        rows = self._asked().filter(measure__in=list(stamps), period__in=codes)
        return {
            (measure, platform, period): (None if value is None else Decimal(value), *cells)
            for measure, platform, period, stamp, value, *cells in rows.values_list(
                "measure", "platform", "period", "stamp", *CELLS
            )
            if stamps[measure] == stamp
        }

    def _asked(self) -> QuerySet[CurrentFigure]:
        rows = CurrentFigure.objects.filter(basis=self._computation.basis)
        if self.scopes.issuperset(self._computation.reading.scopes) and None in self.scopes:
            return rows
        of_platforms = Q(platform__in=[scope for scope in self.scopes if scope is not None])
        return rows.filter(of_platforms | Q(platform=None) if None in self.scopes else of_platforms)

    def _stamp(self, names: Collection[str]) -> str:
        said = [f"{name} {self._state.get(name, 0)}" for name in sorted(names)]
        return hashlib.sha256("\n".join([__version__, *said]).encode()).hexdigest()[:16]


def _counted() -> frozenset[str]:
    """The tables whose writes are counted, and the other sources: what is made of more cannot be kept."""
    return frozenset({TODAY, DOCUMENT, *(table for guard in declared() for table in guard.revised)})


def _without_waiting(write: Callable[[], object]) -> None:
    """Write in a transaction, unless somebody else is writing."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('facts_currentfigure'))")
            if cursor.fetchone()[0]:
                write()
        return
    if connection.in_atomic_block:  # The lock of writers is held already.
        write()
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        usual = cursor.fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            with transaction.atomic():
                write()
        except OperationalError:
            return
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
