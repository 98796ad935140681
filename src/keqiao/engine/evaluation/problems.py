"""What is wrong in a panel of figures, with the names that a scheme has for what it is about.

The findings themselves stand below the rooms of the engine, where the readers of files take them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from keqiao.engine.data_findings import DataError, DataFinding, refused

if TYPE_CHECKING:
    from keqiao.engine.schemes.scheme import Scheme

__all__ = ["DataError", "DataFinding", "named", "refused"]


def named(problems: Iterable[DataFinding], scheme: Scheme) -> list[DataFinding]:
    """The problems with the names of the measures and nodes they are about."""
    names = {part.code: part.name for part in (*scheme.walk(), *scheme.measures)}
    return [
        replace(problem, name=names[problem.measure]) if problem.measure in names else problem
        for problem in problems
    ]
