"""Measures, facts with evidence, snapshots."""

from keqiao.web.audit.frozen import Frozen
from keqiao.web.facts.models.facts import Basis, Evidence, EvidenceUse, Fact, Grade, SourceKind
from keqiao.web.facts.models.measures import Measure, MeasureDefinition
from keqiao.web.facts.models.snapshots import Snapshot, SnapshotFigure, SnapshotUnit

__all__ = [
    "Basis",
    "Evidence",
    "EvidenceUse",
    "Fact",
    "Frozen",
    "Grade",
    "Measure",
    "MeasureDefinition",
    "Snapshot",
    "SnapshotFigure",
    "SnapshotUnit",
    "SourceKind",
]
