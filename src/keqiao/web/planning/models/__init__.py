"""The tables of the room."""

from keqiao.web.planning.models.attraction import (
    OPEN_STAGES,
    AttractionStage,
    AttractionStep,
    AttractionTarget,
)
from keqiao.web.planning.models.layout import (
    LayoutAnalysis,
    LayoutGap,
    MappedKind,
    NodeCoverage,
    PlatformOverlap,
    PlatformPosition,
    UnmappedThing,
)
from keqiao.web.planning.models.plans import (
    MOST_FOCUSES,
    MOST_YEARS,
    DevelopmentPlan,
    PlanState,
    PlanStep,
    PlanTarget,
)
from keqiao.web.planning.models.resources import ResourceStatement

__all__ = [
    "MOST_FOCUSES",
    "MOST_YEARS",
    "OPEN_STAGES",
    "AttractionStage",
    "AttractionStep",
    "AttractionTarget",
    "DevelopmentPlan",
    "LayoutAnalysis",
    "LayoutGap",
    "MappedKind",
    "NodeCoverage",
    "PlanState",
    "PlanStep",
    "PlanTarget",
    "PlatformOverlap",
    "PlatformPosition",
    "ResourceStatement",
    "UnmappedThing",
]
