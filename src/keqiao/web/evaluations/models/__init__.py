"""Schemes and runs; experts' panels; the procedure from a run to final grades; cases of fault tolerance."""

from keqiao.web.evaluations.models.decisions import Decision, DecisionStep, GradeLine, Objection
from keqiao.web.evaluations.models.experts import (
    ConflictDeclaration,
    ExpertPanel,
    ExpertScore,
    PanelPlatform,
    PanelSeat,
)
from keqiao.web.evaluations.models.releases import RunRelease, SchemeProposal
from keqiao.web.evaluations.models.runs import Run, RunFrame, RunRobustness, RunTotal, SchemeVersion
from keqiao.web.evaluations.models.tolerance import ToleranceCase, ToleranceStep

__all__ = [
    "ConflictDeclaration",
    "Decision",
    "DecisionStep",
    "ExpertPanel",
    "ExpertScore",
    "GradeLine",
    "Objection",
    "PanelPlatform",
    "PanelSeat",
    "Run",
    "RunFrame",
    "RunRelease",
    "RunRobustness",
    "RunTotal",
    "SchemeProposal",
    "SchemeVersion",
    "ToleranceCase",
    "ToleranceStep",
]
