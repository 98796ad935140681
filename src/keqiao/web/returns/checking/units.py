"""The guard, built in: money that jumps by about 10 000 looks like 元 written as 万元 or the other way round.

Some figures are hardly meant, whatever stood there before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from keqiao.money import looks_mixed
from keqiao.web.facts.checks import hardly_meant
from keqiao.web.facts.models import Measure
from keqiao.web.returns.checking.figures import FormFigures
from keqiao.web.returns.checking.vocabulary import RuleWord, WordKind
from keqiao.web.returns.models import Cell, Return

PREFIX = "unit_"
"""Findings of the guard are called ``unit_<measure>``; no rule of the officers may be called so."""


@dataclass(frozen=True)
class DoubtedFigure:
    """A figure that is doubted, and the earlier figure that it was compared with; None where it is doubted alone."""

    code: str
    before: RuleWord | None = None

    @property
    def check_code(self) -> str:
        """The code under which it is explained."""
        return f"{PREFIX}{self.code}"[:64]

    def title(self, measures: Mapping[str, Measure]) -> str:
        """What is doubted, in the reader's language."""
        return doubt(measures[self.code], compared=self.before is not None)

    @property
    def advice(self) -> str:
        """What to look at."""
        if self.before is None:
            return ""
        return _("Look at the unit: the form is filled in in 10k yuan.")


def doubt(measure: Measure, *, compared: bool) -> str:
    """What is doubted of a figure, in the reader's language. ``compared``: with what stood there before."""
    if not compared:
        return _("%(measure)s is hardly possible: is it right?") % {"measure": measure}
    return _(
        "%(measure)s is some 10 000 times more or less than before: were yuan and 10k yuan mixed up?"
    ) % {"measure": measure}


def doubted_in(form: Return, figures: FormFigures) -> Iterator[DoubtedFigure]:
    """Yield the typed figures of a form that are hardly meant, and amounts that jump against the period before or the
    year before.
    """
    for code, cell in figures.cells[form.pk].items():
        if cell.origin != Cell.Origin.TYPED or not cell.value:
            continue
        if hardly_meant(figures.measures[code], cell.value):
            yield DoubtedFigure(code)
            continue
        if not figures.measures[code].is_money:
            continue
        for kind in (WordKind.LAST, WordKind.YEAR_AGO):
            before = RuleWord(code, kind)
            value = figures.value(form, before)
            if value and looks_mixed(figures.measures[code].in_display_unit(cell.value) or 0, value):
                yield DoubtedFigure(code, before)
                break
