"""Checking: what is wrong in a scheme before any data comes, one module for each subject."""

from __future__ import annotations

from collections.abc import Sequence

from keqiao.engine.schemes.findings import Finding
from keqiao.engine.schemes.positions import Positions
from keqiao.engine.schemes.scheme import Scheme


def check(scheme: Scheme, positions: Positions | None = None) -> Sequence[Finding]:
    """All findings about a scheme whose form is right; with ``positions`` each carries its line and column."""
    del scheme, positions
    return []
