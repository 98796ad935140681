"""The platforms of a snapshot: what the register said of each at the moment as of which the snapshot knows.

Schemes weigh and compare by attributes of platforms (type, level, stage, years in operation) and evaluate those that
belong to the system. A run reads all of it here, never from the live register, so that the same snapshot and scheme
give the same totals for ever (ADR 0024).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from keqiao.web.facts.derivations import Reading
from keqiao.web.facts.models import Snapshot, SnapshotFigure, SnapshotUnit
from keqiao.web.registry.models import Platform


@cache
def attributes() -> dict[str, tuple[str, dict[str, str]]]:
    """Return what unit_words.yaml says: attribute → field of the register, word of each value."""
    text = (files("keqiao.web.facts") / "unit_words.yaml").read_text(encoding="utf-8")
    raw: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return {code: (entry["field"], dict(entry.get("words") or {})) for code, entry in raw.items()}


def units_known(snapshot: Snapshot, reading: Reading) -> list[SnapshotUnit]:
    """Return the platforms of a reading, by code, as rows of the snapshot to be stored."""
    with reading.then():
        platforms = list(Platform.objects.filter(pk__in=list(reading.validity)).order_by("code"))
    return _rows(snapshot, platforms)


def frozen_units(snapshot: Snapshot) -> list[SnapshotUnit]:
    """Return the platforms of a snapshot by code.

    A snapshot that was frozen before platforms were part of it has none: those of its figures are read from the
    register, and a finished run on it keeps its own copy.
    """
    units = list(SnapshotUnit.objects.filter(snapshot=snapshot).order_by("code"))
    if units:
        return units
    held = SnapshotFigure.objects.filter(snapshot=snapshot, platform__isnull=False).values("platform_id")
    return _rows(snapshot, Platform.objects.filter(pk__in=held.distinct()).order_by("code"))


def _rows(snapshot: Snapshot, platforms: Iterable[Platform]) -> list[SnapshotUnit]:
    return [
        SnapshotUnit(
            snapshot=snapshot,
            platform_id=platform.pk,
            code=platform.code,
            name=platform.short_name,
            name_en=platform.short_name_en,
            operating_since=platform.operating_since,
            valid_from=platform.valid_from,
            valid_to=platform.valid_to,
            words={
                code: words.get(value, value)
                for code, (field, words) in attributes().items()
                if (value := str(getattr(platform, field) or ""))
            },
        )
        for platform in platforms
    ]


def line_of(unit: SnapshotUnit) -> list[Any]:
    """Return what the snapshot's hash covers of a platform."""
    days = (unit.operating_since, unit.valid_from, unit.valid_to)
    return [
        unit.code,
        unit.name,
        unit.name_en,
        *(None if day is None else day.isoformat() for day in days),
        dict(sorted(unit.words.items())),
    ]
