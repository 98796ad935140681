"""Measures, facts with evidence, snapshots."""

from keqiao.web.audit.frozen import Frozen
from keqiao.web.facts.models.current import CommitmentShare, CurrentFigure, FigureSource, Upkeep
from keqiao.web.facts.models.facts import (
    Basis,
    Evidence,
    EvidenceGrade,
    EvidenceUse,
    Fact,
    FactOrigin,
    SourceKind,
)
from keqiao.web.facts.models.measures import Measure, MeasureDefinition
from keqiao.web.facts.models.proposals import FigureProposal, ProposalDecision
from keqiao.web.facts.models.row_evidence import RowEvidence
from keqiao.web.facts.models.snapshots import Snapshot, SnapshotFigure, SnapshotUnit

__all__ = [
    "Basis",
    "CommitmentShare",
    "CurrentFigure",
    "Evidence",
    "EvidenceGrade",
    "EvidenceUse",
    "Fact",
    "FactOrigin",
    "FigureProposal",
    "FigureSource",
    "Frozen",
    "Measure",
    "MeasureDefinition",
    "ProposalDecision",
    "RowEvidence",
    "Snapshot",
    "SnapshotFigure",
    "SnapshotUnit",
    "SourceKind",
    "Upkeep",
]
