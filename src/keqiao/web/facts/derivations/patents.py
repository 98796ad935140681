"""Patents: granted, in force, put to use. A patent counts once in the city by its application number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from keqiao.periods import Period
from keqiao.web.facts.derivations.base import Derivation, Reading, Row, count_things
from keqiao.web.registry.models import Patent, PatentOwner, PatentTransfer


class Owned(NamedTuple):
    """A patent as owned by a platform."""

    platform: int
    id: int
    number: str
    kind: str
    granted: date
    ended: date | None


def owned(reading: Reading) -> list[Owned]:
    """Read the granted patents of the platforms, one row for every owner."""
    rows = reading.standing(PatentOwner).filter(patent__granted_on__isnull=False)
    rows = rows.filter(patent__in=Patent.objects.current(reading.known_at))
    return [
        Owned(*row)
        for row in rows.values_list(
            "platform_id",
            "patent_id",
            "patent__application_no",
            "patent__kind",
            "patent__granted_on",
            "patent__ended_on",
        )
    ]


def transfers(reading: Reading) -> dict[int, date]:
    """Read when each patent was first put to use."""
    first: dict[int, date] = defaultdict(lambda: date.max)
    rows = PatentTransfer.objects.current(reading.known_at).values_list("patent_id", "on")
    for patent, on in rows:
        first[patent] = min(first[patent], on)
    return dict(first)


def granted(kind: str) -> Callable[[Reading, Period], Iterable[Row]]:
    """Select the patents of a kind granted up to the last day."""

    def select(reading: Reading, period: Period) -> Iterable[Row]:
        for patent in reading.load(owned):
            if patent.kind == kind and patent.granted <= period.end:
                yield Row(patent.platform, patent.number, patent.id)

    return select


def granted_within(reading: Reading, period: Period) -> Iterable[Row]:
    """Select the invention patents granted in the period."""
    for patent in reading.load(owned):
        if patent.kind == "invention" and period.flow_start <= patent.granted <= period.end:
            yield Row(patent.platform, patent.number, patent.id)


def in_force(reading: Reading, period: Period) -> Iterable[Row]:
    """Select the invention patents in force on the last day."""
    for patent in reading.load(owned):
        held = patent.granted <= period.end and (patent.ended is None or patent.ended >= period.end)
        if patent.kind == "invention" and held:
            yield Row(patent.platform, patent.number, patent.id)


def put_to_use(reading: Reading, period: Period) -> Iterable[Row]:
    """Select the invention patents in force that were assigned, licensed or contributed for equity by the last day."""
    first = reading.load(transfers)
    return (row for row in in_force(reading, period) if first.get(row.id, date.max) <= period.end)


PATENT = "registry.Patent"
DERIVATIONS = (
    Derivation("patents_invention", PATENT, granted("invention"), count_things),
    Derivation("patents_utility", PATENT, granted("utility"), count_things),
    Derivation("patents_invention_granted", PATENT, granted_within, count_things, flow=True),
    Derivation("patents_invention_valid", PATENT, in_force, count_things),
    Derivation("patents_invention_transferred", PATENT, put_to_use, count_things),
)
