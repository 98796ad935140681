"""The documents of the room: the rules of diagnosis, terms and lights of tasks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from keqiao.engine.diagnostics import DiagnosticRules, check_rules
from keqiao.engine.diagnostics.rules import check_bands
from keqiao.engine.documents import DocumentFinding, DocumentForm, Label, Positions, digest
from keqiao.engine.documents.intervals import NumberInterval, end_of, start_of
from keqiao.language import Bilingual
from keqiao.web.accounts.actors import Actor
from keqiao.web.facts.services.measures import measure_rows
from keqiao.web.jobs import results
from keqiao.web.rulebooks.kinds import DocumentKind
from keqiao.web.rulebooks.models import DocumentVersion
from keqiao.web.rulebooks.parts import Days, SourcedPart

TRIED = "oversight.tried"
"""The kind of stored answer that says that a text was tried on figures."""


@cache
def measure_codes() -> frozenset[str]:
    """The measures that rules may read."""
    return frozenset(str(row["code"]) for row in measure_rows())


def tried(text: str) -> str:
    """Return the question under which is stored that a text was tried."""
    return results.question(TRIED, text=digest(text))


class TriedKind(DocumentKind[DiagnosticRules]):
    """Rules that are tried on the figures before they are kept."""

    def add(self, actor: Actor, sent: Mapping[str, Any]) -> DocumentVersion:
        """Keep a draft. Raises ValidationError for a text that was not tried yet."""
        text = str(sent["text"])
        if self.read(text).usable is not None and results.find(TRIED, tried(text)) is None:
            raise ValidationError(
                _("Try these rules on the figures first (Findings, “Try rules”), then keep them.")
            )
        return super().add(actor, sent)


class TaskBand(NumberInterval):
    """Days until a task is due that show a light, with its word."""

    light: Annotated[Literal["good", "near", "watch", "bad"], Label(gettext_lazy("light"))]
    words: Annotated[Bilingual, Label(gettext_lazy("in words"))]


class TaskRules(SourcedPart):
    """Terms and lights of tasks."""

    decline_days: Annotated[Days, Label(gettext_lazy("days within which a task may be declined"))]
    ask_again_days: Annotated[Days, Label(gettext_lazy("days within which a member may ask again"))]
    watch_days: Annotated[Days, Label(gettext_lazy("days for which facts are watched after the closing"))]
    lights: Annotated[tuple[TaskBand, ...], Field(min_length=1, max_length=20), Label(gettext_lazy("lights"))]

    def band(self, days_left: int) -> TaskBand:
        """Return the band of so many days until a task is due: a checked document has just one."""
        edge = (float(days_left), 0)
        return next(band for band in self.lights if start_of(band) <= edge <= end_of(band))

    def last_day(self, light: str) -> int | None:
        """Return the most days left at which a light is shown; None where there is no such light."""
        ends = [end_of(band) for band in self.lights if band.light == light]
        return None if not ends else int(max(end - (side < 0) for end, side in ends))


def _check_tasks(rules: TaskRules, positions: Positions) -> Iterable[DocumentFinding]:
    return check_bands(positions, ("lights",), rules.lights)


def _check(rules: DiagnosticRules, positions: Positions) -> Iterable[DocumentFinding]:
    return check_rules(rules, positions, measure_codes())


HERE = Path(__file__).parent
RULES = TriedKind(
    "oversight.diagnostics",
    gettext_lazy("Rules of diagnosis"),
    gettext_lazy("Which figures show a problem, from where on, and what it calls for"),
    DocumentForm(DiagnosticRules, _check),
    HERE / "diagnostics.yaml",
)
TASKS = DocumentKind(
    "oversight.tasks",
    gettext_lazy("Terms and lights of tasks"),
    gettext_lazy("How long a task may be declined or asked about again, and when it is blue, yellow or red"),
    DocumentForm(TaskRules, _check_tasks),
    HERE / "tasks.yaml",
)
