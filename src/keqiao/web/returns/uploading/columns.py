"""The columns of our workbooks: their headings in both languages, and which of them are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.engine.workbooks.cells import same_text

HEADINGS: dict[str, str | Promise] = {
    "platform_code": _("Platform code"),
    "platform": pgettext_lazy("column", "Platform"),
    "code": _("Figure code"),
    "measure": pgettext_lazy("column", "Figure"),
    "unit": pgettext_lazy("column", "Unit"),
    "value": _("Value reported"),
    "verified": _("Verified value"),
    "not_applicable": _("Not applicable"),
    "comment": pgettext_lazy("column", "Note"),
    "about": _("How to fill in"),
    "errors": pgettext_lazy("column", "Errors"),
}
"""Column → heading. Columns of earlier periods stand after the unit; neither they nor verified values are read."""
READ = ("code", "value", "not_applicable", "comment")
"""Columns without which a workbook cannot be read; with many platforms also the platform's code."""


@cache
def known_headings() -> dict[str, str]:
    """Return the columns by their headings in both languages, as :func:`same_text` writes them."""
    known: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            known |= {same_text(str(heading)): key for key, heading in HEADINGS.items()}
    return known


def heading(key: str) -> str:
    """Return the heading of a column in the reader's language."""
    return str(HEADINGS[key])


def places_of(row: Sequence[object]) -> dict[str, int]:
    """Return column → place of the headings in a row; of two equal headings the first."""
    columns: dict[str, int] = {}
    for key, place in _known(row):
        columns.setdefault(key, place)
    return columns


def doubled(row: Sequence[object]) -> list[tuple[str, int, int]]:
    """Return the columns that are read and have two headings in a row: column, place of the first, of the next."""
    first: dict[str, int] = {}
    twice = []
    for key, place in _known(row):
        before = first.setdefault(key, place)
        if before != place and key in {*READ, "platform_code", "unit"}:
            twice.append((key, before, place))
    return twice


def _known(row: Sequence[object]) -> Iterator[tuple[str, int]]:
    known = known_headings()
    for place, cell in enumerate(row):
        if isinstance(cell, str) and len(cell) <= 40:
            key = known.get(same_text(cell))
            if key is not None:
                yield key, place
