"""Figures that are kept: read where nothing that they stand on has changed, computed and kept anew where it has.

A kept figure carries a stamp: a digest of the version of the product, of the parameters in force, and of how often the
tables that its measure was computed from had been written to; and, of a platform, a number: how often rows of its own
had been written in those of the tables whose rows belong to platforms (:mod:`keqiao.web.audit.revisions`). Both are
taken before the rows are read, and a figure is used only while they are the present ones. So no page shows a stale
figure, whoever changed whatever in which way, nothing has to be told of a change, and a change of one platform's rows
leaves the figures of the others (ADR 0037, 0050).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

import polars as pl
from django.db import OperationalError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from keqiao import __version__
from keqiao.periods import Kind, Period
from keqiao.web.audit.revisions import counted_ways, revisions, scope_revisions
from keqiao.web.facts.computation import TODAY, Computation, FigureRequest
from keqiao.web.facts.computed_figure import CELLS
from keqiao.web.facts.derivations.reading import IN_ALL
from keqiao.web.facts.documents import PARAMETERS
from keqiao.web.facts.models import Basis, CurrentFigure, FigureSource
from keqiao.web.registry.changes.overlay import is_overlaid
from keqiao.web.registry.models import Region
from keqiao.web.rulebooks.in_force import fingerprint

COLUMNS = ("measure_id", "platform_id", "period", "basis", "stamp", "number", *CELLS)
INSERT = (
    f"INSERT INTO facts_currentfigure ({', '.join(COLUMNS)})"  # noqa: S608 - names of ours
    f" VALUES ({', '.join(['%s'] * len(COLUMNS))}) ON CONFLICT DO NOTHING"
)
"""One prepared statement for many figures: ``bulk_create`` sends fifty at a time to SQLite."""
DOCUMENT = "parameters"
"""A source that is no table: the parameters in force."""
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
NAMED = 500
"""Platforms that a question to the database names one by one; of more it reads all."""


class CurrentFigures:
    """The kept figures of the measures and periods asked for, of ``scopes`` (platforms, and None for the city). It is
    made before anything is read that figures are computed from.
    """

    def __init__(self, figures: FigureRequest, scopes: Collection[int | None]) -> None:
        self._figures = figures
        self.scopes = frozenset(scopes)
        self._of_today = (
            not is_overlaid()
        )  # registers that are put back say what was, and writes tell nothing of it
        self._platforms = [scope for scope in self.scopes if scope is not None]
        self._written = scope_revisions(self._platforms if len(self._platforms) <= NAMED else None)
        self._state = state_of_sources()

    def cells(self, code: str, platform: int | None, period: Period) -> tuple[Any, ...] | None:
        """Return a kept figure as ``CELLS``; None where none is kept that still holds."""
        return self._stored_values.get((self._figures.measures[code].pk, platform, period.code))

    @cached_property
    def missing(self) -> dict[int | None, set[tuple[str, Period]]]:
        """The measures and periods of which no figure is kept, by scope; nothing of scopes that lack none."""
        wanted = [
            (code, self._figures.measures[code].pk, period, period.code)
            for code in self._figures.codes
            for period in self._figures.periods
        ]
        if len(self._stored_values) == len(wanted) * len(self.scopes):
            return {}
        lacking = {
            scope: {
                (code, period)
                for code, measure, period, name in wanted
                if (measure, scope, name) not in self._stored_values
            }
            for scope in self.scopes
        }
        return {scope: pairs for scope, pairs in lacking.items() if pairs}

    def keep(self, computation: Computation, computed: Mapping[str, pl.DataFrame], most: int = MOST) -> None:
        """Keep computed figures by measure, at most so many, and none while somebody else is writing: a page waits for
        nobody to keep what it computed.
        """
        if not self._of_today:
            return
        places = {
            place: period.code for place, period in enumerate(computation.periods) if self._is_kept(period)
        }
        scopes = self.scopes.intersection(computation.reading.scopes)
        rows: list[tuple[Any, ...]] = []
        sources: list[FigureSource] = []
        for code, figures in computed.items():
            measure = computation.measures[code].pk
            names = computation.sources[code] - TEXTS | ALWAYS
            names |= VERIFIED if self._figures.basis == Basis.VERIFIED else frozenset()
            if not places or not {name.removesuffix(IN_ALL) for name in names} <= _counted():
                continue
            known = self._sources.get(measure, set())
            sources += [
                FigureSource(measure_id=measure, basis=self._figures.basis, name=name)
                for name in sorted(names - known)
            ]
            rows += self._rows(
                measure, figures, places, scopes, Stamps(names | known, self._state, self._written)
            )
        if not rows or len(rows) > most:
            return

        def write() -> None:
            measures = {row[0] for row in rows}
            before = _of_scopes(CurrentFigure.objects.filter(basis=self._figures.basis), scopes)
            before.filter(measure__in=measures, period__in=places.values()).delete()
            FigureSource.objects.bulk_create(sources, ignore_conflicts=True)
            with connection.cursor() as cursor:
                cursor.executemany(INSERT, rows)

        without_waiting(write)

    def _rows(
        self,
        measure: int,
        figures: pl.DataFrame,
        places: dict[int, str],
        scopes: frozenset[int | None],
        stamps: Stamps,
    ) -> Iterator[tuple[Any, ...]]:
        """The rows of kept figures, as :data:`COLUMNS`."""
        of_places = figures.filter(pl.col("period").is_in(list(places)))
        for platform, place, *cells in of_places.select("platform", "period", *CELLS).iter_rows():
            if platform in scopes:
                value, state, reason, there, among, which, as_of, by_hand, platforms, model = cells
                yield (
                    *(measure, platform, places[place], self._figures.basis, *stamps.of(platform)),
                    *(None if value is None else str(value), state, reason, there, among),
                    None if which is None else json.dumps(which),
                    connection.ops.adapt_datefield_value(as_of),
                    *(by_hand, platforms, model),
                )

    def _is_kept(self, period: Period) -> bool:
        """Whether figures of a period are kept: of a year not too old, or of the day that the region shows."""
        last = timezone.localdate().year
        if not last - YEARS <= period.year <= last:
            return False
        day = (period.end.month, period.end.day)
        return period.kind != Kind.DATE or day == self._shown_day

    @cached_property
    def _shown_day(self) -> tuple[int, int] | None:
        region = Region.objects.first()
        day = region.default_as_of if region else None
        return (day.month, day.day) if day else None

    @cached_property
    def _sources(self) -> dict[int, set[str]]:
        measures = [self._figures.measures[code].pk for code in self._figures.codes]
        rows = FigureSource.objects.filter(basis=self._figures.basis, measure__in=measures)
        names: dict[int, set[str]] = {}
        for measure, name in rows.values_list("measure", "name"):
            names.setdefault(measure, set()).add(name)
        return names

    @cached_property
    def _stored_values(self) -> dict[tuple[int, int | None, str], tuple[Any, ...]]:
        stamps = {
            measure: Stamps(names, self._state, self._written) for measure, names in self._sources.items()
        }
        codes = [period.code for period in self._figures.periods if self._is_kept(period)]
        if not stamps or not codes or not self._of_today:
            return {}
        rows = _of_scopes(CurrentFigure.objects.filter(basis=self._figures.basis), self.scopes)
        rows = rows.filter(measure__in=list(stamps), period__in=codes)
        return {
            (measure, platform, period): (None if value is None else Decimal(value), *cells)
            for measure, platform, period, stamp, number, value, *cells in rows.values_list(
                "measure", "platform", "period", "stamp", "number", *CELLS
            )
            if stamps[measure].of(platform) == (stamp, number)
        }


def state_of_sources() -> dict[str, object]:
    """Return what stamps speak of: the revision of every table, the day, the parameters in force."""
    return {
        **revisions(),
        TODAY: timezone.localdate(),
        DOCUMENT: fingerprint(PARAMETERS.code, PARAMETERS.packaged),
    }


class Stamps:
    """The stamps of the figures of a measure that stand on the sources named, by scope."""

    def __init__(
        self, names: Collection[str], state: Mapping[str, object], written: Mapping[int, Mapping[str, int]]
    ) -> None:
        ways = counted_ways()
        self.own = [name for name in names if ways.get(name)]
        """The tables of which writes count for each platform."""
        self._written = written
        self._city = _digest(names, state)
        self.of_no_platform = _digest([name for name in names if not ways.get(name)], state)

    def of(self, platform: int | None) -> tuple[str, int]:
        """The stamp of a platform's figures, or of the city's, and the number of writes of rows of the platform."""
        if platform is None:
            return self._city, 0
        written = self._written.get(platform, {})
        return self.of_no_platform, sum(written.get(name, 0) for name in self.own)


def _digest(names: Collection[str], state: Mapping[str, object]) -> str:
    said = [f"{name} {state.get(name.removesuffix(IN_ALL), 0)}" for name in sorted(names)]
    return hashlib.sha256("\n".join([__version__, *said]).encode()).hexdigest()[:16]


def _of_scopes(rows: QuerySet[CurrentFigure], scopes: frozenset[int | None]) -> QuerySet[CurrentFigure]:
    """Narrow to the scopes, as far as it is quicker than to read all."""
    platforms = [scope for scope in scopes if scope is not None]
    if len(platforms) > NAMED:
        return rows
    of_platforms = Q(platform__in=platforms)
    return rows.filter(of_platforms | Q(platform=None) if None in scopes else of_platforms)


def _counted() -> frozenset[str]:
    """The tables whose writes are counted, and the other sources: what is made of more cannot be kept."""
    return frozenset({TODAY, DOCUMENT, *counted_ways()})


def without_waiting(write: Callable[[], object]) -> bool:
    """Write in a transaction, unless somebody else is writing; tell whether it was written."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('facts_currentfigure'))")
            is_free: bool = cursor.fetchone()[0]
            if is_free:
                write()
        return is_free
    if connection.in_atomic_block:  # The lock of writers is held already.
        write()
        return True
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        usual = cursor.fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            with transaction.atomic():
                write()
        except OperationalError:
            return False
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
        return True
