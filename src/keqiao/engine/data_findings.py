"""What is wrong in a panel of figures: which unit, period and measure, and what to do."""

from __future__ import annotations

from dataclasses import dataclass, field

from keqiao.engine.findings import Finding, FindingsError
from keqiao.language import Bilingual, Message


@dataclass(frozen=True)
class DataFinding(Finding):
    """One finding about the data. ``row`` counts the rows of the frame from 0; None where no row is meant.

    An ``error`` keeps the evaluation from running; a ``warning`` is listed beside the results.
    """

    unit: str | None = None
    period: str | None = None
    measure: str | None = None
    row: int | None = None
    name: Bilingual | None = field(default=None, kw_only=True)
    """The name of the measure or node, where it is known (see ``evaluation.problems.named``)."""

    def about(self, language: str) -> str:
        """Unit, period and measure, by its name where that is known, else by its code."""
        what = self.measure
        if self.name is not None:
            what = self.name.in_language("zh" if language.startswith("zh") else "en")
        return ", ".join(part for part in (self.unit, self.period, what) if part)

    def in_language(self, language: str) -> str:
        """One line: unit, period and measure, then what is wrong and what to do."""
        about = self.about(language)
        sentence = self.message.in_language(language)
        return f"{about}: {sentence}" if about else sentence


class DataError(FindingsError[DataFinding]):
    """The data cannot be evaluated; ``findings`` lists every error and the warnings found on the way."""

    most = None


def refused(sentence: Message, **where: str | int | None) -> DataError:
    """A :class:`DataError` of one finding."""
    return DataError([DataFinding("error", sentence, **where)])  # type: ignore[arg-type]
