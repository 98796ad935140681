"""What projects and gates are chosen from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from keqiao.web.procedures.states import States


class Stage(models.TextChoices):
    """Segments of the way; a project is in exactly one. What each may take says the document of gates."""

    LEAD = "lead", pgettext_lazy("stage", "Lead")
    PROOF = "proof", pgettext_lazy("stage", "Proof of concept")
    PILOT = "pilot", pgettext_lazy("stage", "Pilot")
    INCUBATION = "incubation", pgettext_lazy("stage", "Incubation")
    INDUSTRY = "industry", pgettext_lazy("stage", "Industrialisation")
    COMPLETED = "completed", pgettext_lazy("stage", "Completed")


class GateCode(models.TextChoices):
    """The gates, each at the end of a stage."""

    G0 = "g0", pgettext_lazy("gate", "G0 Project approval")
    G1 = "g1", pgettext_lazy("gate", "G1 Concept proven")
    G2 = "g2", pgettext_lazy("gate", "G2 Pilot passed")
    G3 = "g3", pgettext_lazy("gate", "G3 Incubated")
    G4 = "g4", pgettext_lazy("gate", "G4 Completion")


STAGES = tuple(Stage)
GATE_AFTER: dict[str, GateCode] = dict(zip(STAGES[:-1], GateCode, strict=True))
"""The gate at the end of a stage."""
STAGE_AFTER: dict[str, Stage] = dict(zip(GateCode, STAGES[1:], strict=True))
"""The stage that a gate opens."""
STAGE_BEFORE: dict[str, Stage] = dict(zip(GateCode, STAGES[:-1], strict=True))
"""The stage at whose end a gate is."""


class PassageState(States):
    """Whether a project goes on in its stage, and if not, why."""

    RUNNING = "running", "accent", pgettext_lazy("project", "Under way")
    HELD = "held", "watch", pgettext_lazy("project", "On hold")
    STOPPED = "stopped", "bad", pgettext_lazy("project", "Stopped")
    TRANSFERRED = "transferred", "", pgettext_lazy("project", "Given to others")
    COMPLETED = "completed", "good", pgettext_lazy("project", "Completed")


class GateState(States):
    """Where the review at a gate stands."""

    PREPARING = "preparing", "watch", pgettext_lazy("gate", "Material is collected")
    SUBMITTED = "submitted", "accent", pgettext_lazy("gate", "Under review")
    SUPPLEMENT = "supplement", "watch", pgettext_lazy("gate", "To be completed")
    PASSED = "passed", "good", pgettext_lazy("gate", "Passed")
    HELD = "held", "watch", pgettext_lazy("gate", "Put on hold")
    STOPPED = "stopped", "bad", pgettext_lazy("gate", "Stopped")
    WITHDRAWN = "withdrawn", "", pgettext_lazy("gate", "Withdrawn")


OPEN_GATES = (GateState.PREPARING, GateState.SUBMITTED, GateState.SUPPLEMENT)
"""States of a review that is not decided."""
DECIDED_GATES = (GateState.PASSED, GateState.HELD, GateState.STOPPED)
"""States of a review that was decided."""


class Met(models.TextChoices):
    """What a decision says about a criterion."""

    YES = "yes", pgettext_lazy("criterion", "met")
    PARTLY = "partly", pgettext_lazy("criterion", "met in part")
    NO = "no", pgettext_lazy("criterion", "not met")
