"""What is still to be asked of a subject, each question once for all programmes, and what was not asked twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from keqiao.engine.eligibility import SupportProgramme
from keqiao.language import Bilingual
from keqiao.web.programmes.frames import AskedFigure, SubjectBook, asked_figures


@dataclass
class OpenQuestion:
    """A figure that nobody knows: its name, unit and kind, what proves it, and the programmes that ask it."""

    wanted: AskedFigure
    name: Bilingual
    evidence: Bilingual | None = None
    programmes: list[Bilingual] = field(default_factory=list)


@dataclass(frozen=True)
class FieldReuse:
    """Fields of all programmes for a subject: those that registers fill, those that answers fill, how many figures were
    typed for the latter, those still open.
    """

    by_register: int
    by_answer: int
    typed: int
    open: int

    @property
    def rate(self) -> float | None:
        """The share of the filled fields that were not typed for themselves; None where none is filled."""
        filled = self.by_register + self.by_answer
        return None if not filled else (filled - self.typed) / filled


def questions(
    organisation: int, programmes: Sequence[SupportProgramme], book: SubjectBook
) -> tuple[list[OpenQuestion], FieldReuse]:
    """Return what is to be asked of an organisation, what most programmes ask first, and how fields were reused."""
    open_questions: dict[tuple[str, str], OpenQuestion] = {}
    by_register, by_answer, missing = 0, 0, 0
    typed: set[str] = set()
    for programme in programmes:
        words = {part.code: part for part in (*programme.measures, *programme.attributes, *programme.dates)}
        for wanted in asked_figures(programme, book.document):
            if book.by_register(organisation, wanted) is not None:
                by_register += 1
            elif book.figure(organisation, wanted) is not None:
                by_answer += 1
                typed.add(wanted.figure)
            else:
                missing += 1
                part = words[wanted.measure]
                question = open_questions.setdefault(
                    (wanted.figure, wanted.unit),
                    OpenQuestion(wanted, part.name, getattr(part, "evidence", None)),
                )
                question.programmes.append(programme.name)
    listed = sorted(open_questions.values(), key=lambda question: -len(question.programmes))
    return listed, FieldReuse(by_register, by_answer, len(typed), missing)
