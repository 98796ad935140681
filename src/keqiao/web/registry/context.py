"""The region in every template: its name, the day figures are shown for, and whether it is a demonstration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from keqiao.web.registry.models import Region


@dataclass(frozen=True)
class RegionRow:
    """The region as pages print it."""

    name: str
    demonstration: bool
    as_of: date | None


def shown_region() -> RegionRow | None:
    """Return the region in the reader's language; None before one is set up."""
    region = Region.objects.first()
    return RegionRow(str(region), region.demonstration, region.default_as_of) if region else None


def is_demonstration() -> bool:
    """Tell whether the region's figures are demonstration data: the source of ``site.demonstration``."""
    return Region.objects.filter(demonstration=True).exists()


def region(request: HttpRequest) -> dict[str, Any]:
    """``region`` for templates, read only where a page asks for it."""
    return {"region": SimpleLazyObject(shown_region)}
