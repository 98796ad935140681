"""Schemes and runs, and what lets them count outside the room."""

from keqiao.web.evaluations.models.releases import RunRelease, SchemeProposal
from keqiao.web.evaluations.models.runs import Run, RunFrame, RunRobustness, RunTotal, SchemeVersion

__all__ = [
    "Run",
    "RunFrame",
    "RunRelease",
    "RunRobustness",
    "RunTotal",
    "SchemeProposal",
    "SchemeVersion",
]
