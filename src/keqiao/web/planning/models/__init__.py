"""The tables of the room."""

from keqiao.web.planning.models.layout import (
    LayoutAnalysis,
    LayoutGap,
    MappedKind,
    NodeCoverage,
    PlatformOverlap,
    PlatformPosition,
    UnmappedThing,
)

__all__ = [
    "LayoutAnalysis",
    "LayoutGap",
    "MappedKind",
    "NodeCoverage",
    "PlatformOverlap",
    "PlatformPosition",
    "UnmappedThing",
]
