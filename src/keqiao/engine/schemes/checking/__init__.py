"""Checking: what is wrong in a scheme before any data comes, one module for each subject."""

from __future__ import annotations

from keqiao.engine.documents.findings import DocumentFinding, in_order
from keqiao.engine.documents.positions import Positions
from keqiao.engine.schemes.checking.adjustments import check_adjustments
from keqiao.engine.schemes.checking.context import Context
from keqiao.engine.schemes.checking.cycles import check_cycles
from keqiao.engine.schemes.checking.directions import check_directions
from keqiao.engine.schemes.checking.division import check_division
from keqiao.engine.schemes.checking.expressions import check_expressions
from keqiao.engine.schemes.checking.formulas import check_repeated
from keqiao.engine.schemes.checking.grades import check_grades
from keqiao.engine.schemes.checking.names import check_names
from keqiao.engine.schemes.checking.naming import check_naming
from keqiao.engine.schemes.checking.unit_fit import check_units
from keqiao.engine.schemes.checking.variant_parts import check_variants
from keqiao.engine.schemes.checking.weights import check_weights
from keqiao.engine.schemes.checking.yardsticks import check_yardsticks
from keqiao.engine.schemes.scheme import Scheme

CHECKS = (
    check_expressions,
    check_names,
    check_weights,
    check_division,
    check_units,
    check_yardsticks,
    check_directions,
    check_naming,
    check_repeated,
    check_cycles,
    check_grades,
    check_adjustments,
    check_variants,
)


def check(scheme: Scheme, positions: Positions | None = None) -> tuple[DocumentFinding, ...]:
    """All findings about a scheme whose form is right, errors first; ``positions`` gives lines and columns."""
    context = Context(scheme, positions or Positions())
    return in_order(finding for subject in CHECKS for finding in subject(context))
