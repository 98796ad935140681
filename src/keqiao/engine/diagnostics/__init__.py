"""Problems as rules: figures of platforms → a value, a light with its word, and what the light calls for."""

from keqiao.engine.diagnostics.diagnosis import SCHEMA, city_lights, diagnose, measures_read
from keqiao.engine.diagnostics.rules import (
    BEFORE,
    LIGHTS,
    CityRule,
    DiagnosticRule,
    DiagnosticRules,
    LightBand,
    ProblemGroup,
    check_rules,
    words_in,
)

__all__ = [
    "BEFORE",
    "LIGHTS",
    "SCHEMA",
    "CityRule",
    "DiagnosticRule",
    "DiagnosticRules",
    "LightBand",
    "ProblemGroup",
    "check_rules",
    "city_lights",
    "diagnose",
    "measures_read",
    "words_in",
]
