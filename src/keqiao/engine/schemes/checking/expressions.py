"""Expressions that do not parse, and formulas that give a word where a figure is needed."""

from __future__ import annotations

from collections.abc import Iterator

from keqiao.engine.documents.findings import DocumentFinding
from keqiao.engine.schemes.checking.context import Context
from keqiao.language import message


def check_expressions(context: Context) -> Iterator[DocumentFinding]:
    """An error for every expression that cannot be read, at the very place inside it."""
    for site in context.sites:
        if site.error is not None:
            error = site.error
            position = context.positions.inside(site.path, error.line, error.column)
            problem = message(
                "{problem} (character {column} of “{text}”)",
                problem=error.problem,
                column=error.column,
                text=site.text.strip().replace("\n", " ")[:120],
            )
            yield context.finding("error", "expression", site.path, problem, error.remedy, position)
        elif site.expression is not None and site.expression.kind == "text":
            yield context.finding(
                "error",
                "expression.kind",
                site.path,
                message("this gives a word, not a figure"),
                message("Compare the word with a text in single quotes, or use CASE."),
            )
