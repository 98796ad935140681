"""A programme under check, as the checks of schemes see a scheme: its names, and every formula parsed once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from keqiao.engine.documents.findings import DocumentFinding
from keqiao.engine.documents.positions import Path, Position, Positions, path_in_words
from keqiao.engine.eligibility.compiled_programme import kinds_of
from keqiao.engine.eligibility.programme import SupportProgramme
from keqiao.engine.findings import Severity
from keqiao.engine.schemes.checking.context import Context, Role, Site
from keqiao.language import Message


@dataclass
class ProgrammeContext(Context):
    """The context of a programme: sites are its formulas, names its figures."""

    programme: SupportProgramme = field(kw_only=True)

    @classmethod
    def of(cls, programme: SupportProgramme, positions: Positions) -> ProgrammeContext:
        """The context of a programme."""
        return cls(programme.data_scheme(), positions, programme=programme)

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Every name that formulas may read, with its kind."""
        return dict(kinds_of(self.programme))

    def words(self, path: Path) -> str:
        """A path in words."""
        data = (
            self.positions.data
            if self.positions.data is not None
            else self.programme.model_dump(by_alias=True)
        )
        return path_in_words(path, data)

    def finding(  # noqa: PLR0917
        self,
        severity: Severity,
        check: str,
        path: Path,
        problem: Message,
        remedy: Message | None = None,
        position: Position | None = None,
    ) -> DocumentFinding:
        """A finding at the place of ``path``."""
        place = position or self.positions.of(path)
        where = (self.words(path), self.positions.file, place.line, place.column, check)
        return DocumentFinding(severity, problem, *where, remedy=remedy)

    def _sites(self) -> Iterator[Site]:
        programme = self.programme
        for at, measure in enumerate(programme.measures):
            if measure.formula is not None:
                yield self._parsed(("measures", at, "formula"), measure.formula, "measure", measure.code)
        for at, table in enumerate(programme.tables):
            yield self._parsed(("tables", at, "of"), table.of, "value", table.code)
        for at, condition in enumerate(programme.conditions):
            path: Path = ("conditions", at)
            if condition.when is not None:
                yield self._parsed((*path, "when"), condition.when, "condition", condition.code)
                continue
            parts = [self._parsed((*path, "value"), str(condition.value), "value", condition.code)]
            if isinstance(condition.than, str):
                parts.append(self._parsed((*path, "than"), condition.than, "yardstick", condition.code))
            yield from parts
            if all(part.expression is not None for part in parts):
                yield self._parsed((*path, "compare"), condition.text, "condition", condition.code)
        for at, benefit in enumerate(programme.benefits):
            yield self._parsed(("benefits", at, "formula"), benefit.formula, "value", benefit.code)
            if benefit.when is not None:
                yield self._parsed(("benefits", at, "when"), benefit.when, "condition", benefit.code)
        yield from self._acceptances()

    def _acceptances(self) -> Iterator[Site]:
        programme = self.programme
        codes = tuple(condition.code for condition in programme.conditions)
        texts: list[tuple[Path, object, Role]] = [(("accept",), programme.accept, "condition")]
        for at, part in enumerate(programme.classes):
            texts.append((("classes", at, "accept"), part.accept, "condition"))
            texts.append((("classes", at, "when"), part.when, "condition"))
        if programme.quota is not None:
            texts.append((("quota", "order"), programme.quota.order, "points"))
        for path, text, role in texts:
            if isinstance(text, str) and text not in {"all", "any"}:
                yield self._parsed(path, text, role, str(path[0]), codes)
