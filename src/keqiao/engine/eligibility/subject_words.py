"""What is told of each subject of a judgement in one language: what is missing, how far off, who can settle it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from keqiao.engine.eligibility.compiled_programme import CompiledProgramme, condition_column
from keqiao.engine.eligibility.distance import Distances, NeededChange
from keqiao.engine.eligibility.figures import compared_figures
from keqiao.engine.eligibility.unknowns import open_figures
from keqiao.engine.eligibility.verdicts import EligibilityState, Judgement
from keqiao.language import Language, Message, message

if TYPE_CHECKING:
    from keqiao.engine.eligibility.parts import ProgrammeCondition, ProgrammeMeasure, SourceArticle

TRUTHS = {True: message("met"), False: message("not met"), None: message("unknown")}
SOURCES = {
    "register": message("register"),
    "third_party": message("third party"),
    "evidence": message("evidence"),
    "self_report": message("own report"),
    "expert": message("experts"),
}


class SubjectWords:
    """Words about the subjects of a judgement, by their rows."""

    def __init__(self, judgement: Judgement, distances: Distances, language: Language) -> None:
        self.judgement, self.distances, self.language = judgement, distances, language
        self.plan: CompiledProgramme = judgement.plan
        self.programme = judgement.programme
        self.conditions = {c.code: c for c in self.programme.conditions}
        self.gaps = {code: compared_figures(judgement, code) for code in self.conditions}
        self.open: dict[int, list[str]] = {}
        for figure in open_figures(judgement):
            self.open.setdefault(figure.row, []).append(figure.code)

    def say(self, sentence: Message) -> str:
        """Return a sentence in the language."""
        return sentence.in_language(self.language)

    def name(self, row: int) -> tuple[str, str]:
        """Return the subject and its name."""
        frame = self.judgement.frame
        return str(frame["unit"][row]), str(frame["name"][row]) if "name" in frame.columns else ""

    def state(self, row: int) -> EligibilityState:
        """Return what is told of a subject."""
        return self.distances.state(row)

    def measure(self, code: str) -> str:
        """Return the name of a figure."""
        return self.plan.figures[code].name.in_language(self.language)

    def change(self, change: NeededChange) -> str:
        """研发费用 98 → 100 万元 (+2)."""
        return change_words(self.plan.figures[change.code], change.now, change.then, self.language)

    def listed(self, parts: Sequence[str]) -> str:
        """Return words one after another."""
        return self.say(message("; ")).join(parts)

    def missing(self, row: int) -> str:
        """Return the conditions that are not met, by name; where they may be excused it says so."""
        frame = self.judgement.frame
        names = [
            condition.name.in_language(self.language)
            for code, condition in self.conditions.items()
            if frame[condition_column(code)][row] is False
        ]
        held = self.say(message("an award held before"))
        names += [held for column in self.plan.outside if frame[column][row] is False]
        text = self.listed(names)
        if self.state(row) is EligibilityState.NEAR and frame["excused"][row]:
            text += self.say(message(" (exceptions by decision)"))
        return text

    def unknown(self, row: int, state: EligibilityState) -> list[str]:
        """Return the missing figures on which it depends; for who misses conditions, those that stand beside them
        unknown.
        """
        if state is EligibilityState.UNKNOWN:
            return self.open.get(row, [])
        if state is not EligibilityState.MISSED:
            return []
        frame = self.judgement.frame
        read = {
            name
            for leaf in self.plan.whole.leaves()
            if frame[leaf.column][row] is None
            for name in self.plan.reads(leaf.tree)
        }
        return [code for code in self.plan.figures if code in read and frame[code][row] is None]

    def unsettled(self, row: int, state: EligibilityState) -> list[str]:
        """Return in words what has to be known: figures, and whether an award was held before. A change that is told
        for who is not eligible is enough only where none was held.
        """
        words = [self.measure(code) for code in self.unknown(row, state)]
        if state is not EligibilityState.MET and self.judgement.awards_unknown(row):
            words.append(self.say(message("whether an award was held before")))
        return words

    def figures(self, code: str, row: int) -> tuple[str, str]:
        """Return the figures of a condition with what is asked, and how far off each is."""
        compared, off = [], []
        unit = self.conditions[code].unit
        for part in self.gaps[code]:
            figure, required = part.figure[row], part.required[row]
            compared.append(
                f"{_plain(figure)} {part.operator} {_plain(required)}{' ' + unit if unit else ''}"
            )
            gap = part.gap(row)
            if gap:
                off.append(f"{gap:+.6g}{' ' + unit if unit else ''}")
        return self.listed(compared), self.listed(off)

    def holder(self, code: str) -> str:
        """Return who has a figure."""
        measure = self.plan.figures[code]
        return (
            measure.holder.in_language(self.language) if measure.holder else self.say(SOURCES[measure.source])
        )

    def evidence(self, code: str) -> str:
        """Return what a figure is proved by."""
        evidence = self.plan.figures[code].evidence
        return evidence.in_language(self.language) if evidence else ""

    def settles(self, condition: ProgrammeCondition) -> str:
        """Return what evidence would settle a condition, and who has it."""
        own = [
            part.in_language(self.language)
            for part in (condition.evidence, condition.holder)
            if part is not None
        ]
        if own:
            return self.listed(own)
        read = self.plan.reads(self.plan.by_code[condition_column(condition.code)].tree)
        parts = []
        for code in self.plan.figures:
            if code in read:
                evidence = self.evidence(code)
                parts.append(
                    f"{self.measure(code)} ({self.holder(code)}{', ' + evidence if evidence else ''})"
                )
        return self.listed(parts)

    def article(self, article: SourceArticle | None) -> str:
        """Return the article that a condition stands on; it says where nobody compared it with the original."""
        text = "" if article is None else article.article.in_language(self.language)
        if article is None or not article.checked:
            text += self.say(message(" (not checked: for reference)"))
        return text.strip()


def change_words(measure: ProgrammeMeasure, now: float, then: float, language: Language) -> str:
    """Say a change of a figure: 研发费用 98 → 100 万元 (+2); of a yes or no what it has to be."""
    name = measure.name.in_language(language)
    if measure.type == "boolean":
        wanted = message("yes") if then else message("no")
        return f"{name}: {wanted.in_language(language)}"
    unit = f" {measure.unit}" if measure.unit else ""
    return f"{name} {now:.12g} → {then:.12g}{unit} ({round(then - now, 9):+.12g})"


def _plain(value: object) -> str:
    if value is None:
        return "?"
    if isinstance(value, float):
        return f"{value:.6g}"
    return str(int(value)) if isinstance(value, bool) else str(value)
