"""Projects on their way, the gates, and what belongs to them."""

from keqiao.web.pipeline.models.choices import (
    DECIDED_GATES,
    GATE_AFTER,
    OPEN_GATES,
    STAGE_AFTER,
    STAGE_BEFORE,
    STAGES,
    GateCode,
    GateState,
    Met,
    PassageState,
    Stage,
)
from keqiao.web.pipeline.models.gates import Deliverable, GateMaterial, GateReview, GateStep, GateTranche
from keqiao.web.pipeline.models.passages import Mandate, PassageStep, ProjectPassage

__all__ = [
    "DECIDED_GATES",
    "GATE_AFTER",
    "OPEN_GATES",
    "STAGES",
    "STAGE_AFTER",
    "STAGE_BEFORE",
    "Deliverable",
    "GateCode",
    "GateMaterial",
    "GateReview",
    "GateState",
    "GateStep",
    "GateTranche",
    "Mandate",
    "Met",
    "PassageState",
    "PassageStep",
    "ProjectPassage",
    "Stage",
]
