"""Efficiency: what a unit brings forth with what it uses, against the best of its kind.

Data envelopment analysis over arrays with a typed result: :func:`dea` (radial, directional, free disposal hull,
super-efficiency, slacks, harmful and fixed measures, weight restrictions), :func:`additive`, :func:`sbm`,
:func:`cross_efficiency`, :func:`returns_to_scale`, :func:`bootstrap` and :func:`malmquist`. Names are resolved
when first used; numba is loaded by the first computation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from keqiao.engine.efficiency.compilation import warm_up
    from keqiao.engine.efficiency.cross import CrossEfficiency, cross_efficiency
    from keqiao.engine.efficiency.envelopment import dea
    from keqiao.engine.efficiency.factors import Factors
    from keqiao.engine.efficiency.problems import EfficiencyError, FactorFinding
    from keqiao.engine.efficiency.productivity import Malmquist, malmquist
    from keqiao.engine.efficiency.resampling import Bootstrap, bootstrap
    from keqiao.engine.efficiency.restrictions import WeightRatio
    from keqiao.engine.efficiency.result import Efficiency
    from keqiao.engine.efficiency.scale import ReturnsToScale, returns_to_scale
    from keqiao.engine.efficiency.slack_based import additive, sbm

__all__ = [
    "Bootstrap",
    "CrossEfficiency",
    "Efficiency",
    "EfficiencyError",
    "FactorFinding",
    "Factors",
    "Malmquist",
    "ReturnsToScale",
    "WeightRatio",
    "additive",
    "bootstrap",
    "cross_efficiency",
    "dea",
    "malmquist",
    "returns_to_scale",
    "sbm",
    "warm_up",
]
_MODULES = {
    "Bootstrap": "resampling",
    "CrossEfficiency": "cross",
    "EfficiencyError": "problems",
    "Efficiency": "result",
    "Factors": "factors",
    "Malmquist": "productivity",
    "FactorFinding": "problems",
    "ReturnsToScale": "scale",
    "WeightRatio": "restrictions",
    "additive": "slack_based",
    "bootstrap": "resampling",
    "cross_efficiency": "cross",
    "dea": "envelopment",
    "malmquist": "productivity",
    "returns_to_scale": "scale",
    "sbm": "slack_based",
    "warm_up": "compilation",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
