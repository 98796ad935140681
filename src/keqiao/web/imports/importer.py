"""What a room declares of an import: what is imported into, how a file becomes lines, what they would do, how they are
written and told. Everything else (pages, plans, their states, the workbook of errors) stands once, in this room.

docs/developer/add-an-importer.md shows how one is added.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import Decision
from keqiao.web.imports.error_books import errors_workbook
from keqiao.web.imports.forms import PasteForm
from keqiao.web.imports.lines import Fault, Input, LineRow, LineState, PlannedLines, input_name
from keqiao.web.imports.models import ImportPlan
from keqiao.web.site.punctuation import labelled, listed

LONGEST_CELL = 4000
"""Characters of a corrected cell."""


class PlannedAnew(ValidationError):
    """What is imported into changed since the plan was made: the plan is new, nothing was written."""

    def __init__(self, reasons: Sequence[str] = ()) -> None:
        again = _(
            "What is recorded changed since the file was checked. It was checked again: look at the result, then apply."
        )
        super().__init__([*reasons, again])


@dataclass(frozen=True)
class Upload:
    """A file as it came."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Paste:
    """Pasted text; ``common`` holds for lines whose own cell is empty, by column."""

    text: str
    common: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Choices:
    """What the person chose who applies a plan."""

    reason: str = ""
    leave_out: bool = False


@dataclass(frozen=True)
class Written:
    """What was written: ``outcome`` is kept with the plan as JSON; a file is handed out once and kept nowhere."""

    outcome: dict[str, Any]
    file_name: str = ""
    content: bytes = b""


@dataclass(frozen=True)
class Outcome:
    """What an applied plan has done, in words, and where that is shown."""

    text: str
    url: str = ""
    label: str = ""


class Importer(ABC):
    """Base of importers. Lines are kept as dicts with row, cells, state, name, errors, warnings and notes; who keeps
    them otherwise overrides what reads them.
    """

    key: str
    """The name in addresses and plans; never changes."""
    largest: int
    """Bytes of an uploaded file."""
    accept = ".xlsx"
    """What the browser offers to choose."""
    pastes = False
    corrects = True
    """Whether wrong cells are corrected on the page of the plan."""
    matches = False
    """Whether headings that nobody knows are matched to columns on the page of the plan."""
    partial = True
    """Whether good lines may be written and wrong ones left out."""
    reasons = False
    """Whether a reason may be given."""

    @abstractmethod
    def subject(self, user: Actor, key: str) -> Any:
        """Return what is imported into. Raises Http404 where the user may not see it."""

    @abstractmethod
    def decide(self, user: Actor, subject: Any) -> Decision:
        """May the user import into it now?"""

    def closed(self, user: Actor, subject: Any) -> str:
        """Why nothing can be imported now, though the user may; empty when it can."""
        return ""

    def seen_by(self, user: Actor) -> Q | None:
        """Which plans of others the user sees besides the own ones; None: none."""
        return None

    @abstractmethod
    def read(self, user: Actor, subject: Any, source: Upload | Paste, plan: ImportPlan) -> None:
        """Read a file or a paste into ``source_lines`` and where it stands. Raises ValidationError if it cannot."""

    @abstractmethod
    def plan(self, user: Actor, subject: Any, plan: ImportPlan) -> PlannedLines:
        """Return what the plan would do now; nothing is written."""

    @abstractmethod
    def write(self, user: Actor, subject: Any, plan: ImportPlan, choices: Choices) -> Written:
        """Write within the transaction of the caller. Raises PlannedAnew, ValidationError; then nothing is written."""

    @abstractmethod
    def states(self) -> Sequence[LineState]:
        """The states of lines, in the order in which the page lists them."""

    @abstractmethod
    def outcome(self, subject: Any, plan: ImportPlan) -> Outcome:
        """Say what an applied plan has done."""

    # What pages say

    @abstractmethod
    def title(self, subject: Any) -> str:
        """What stands above the pages."""

    @abstractmethod
    def back(self, subject: Any) -> str:
        """The address of the page that leads to the import."""

    @abstractmethod
    def address(self, subject: Any, kind: str = "file") -> str:
        """The address of the page to upload a file, or to paste (``kind`` "paste")."""

    def downloads(self, subject: Any) -> list[tuple[str, str]]:
        """Workbooks to fill in: (address, words)."""
        return []

    def instructions(self, subject: Any) -> list[str]:
        """How the workbook is filled in: the steps between the download and the upload."""
        return []

    def row_name(self, subject: Any) -> str:
        """What a line is about: the heading of its column."""
        return _("Row")

    def paste_form(self, user: Actor, subject: Any, **given: Any) -> PasteForm:
        """The form to paste into."""
        return PasteForm(**given)

    def paste_help(self, subject: Any) -> str:
        """What stands above the field to paste into."""
        return ""

    # What reads lines

    def columns(self, plan: ImportPlan) -> dict[str, str]:
        """Key → heading of the columns, in their order."""
        return {}

    def state_of(self, line: Any) -> str:
        """The state of a kept line."""
        return str(line["state"])

    def row_of(self, line: Any) -> int:
        """The row of a kept line in the file, from 1."""
        return int(line["row"])

    def faults(self, line: Any) -> list[Fault]:
        """What is wrong with a kept line."""
        return [Fault(key, text) for key, text in line["errors"].items()]

    def page_lines(
        self, user: Actor, plan: ImportPlan, lines: Sequence[Any], editable: bool
    ) -> list[LineRow]:
        """Return lines for the page; ``editable``: wrong ones with inputs."""
        states = {state.code: state for state in self.states()}
        columns = self.columns(plan)
        return [
            LineRow(
                row=line["row"],
                where=str(line["row"]),
                word=states[line["state"]].word,
                tone=states[line["state"]].tone,
                name=line["name"] or str(next(iter(line["cells"].values()), ""))[:60],
                differences=self.differences(user, plan, line),
                errors=[self._located(plan, line, columns, fault) for fault in self.faults(line)],
                warnings=line["warnings"],
                notes=line["notes"],
                inputs=self.inputs(plan, line) if editable and states[line["state"]].wrong else [],
            )
            for line in lines
        ]

    def differences(self, user: Actor, plan: ImportPlan, line: Any) -> list[Any]:
        """What a kept line would change: :class:`Difference`, field by field."""
        return []

    def inputs(self, plan: ImportPlan, line: Any) -> list[Input]:
        """The cells of a wrong line, to be corrected in place."""
        return [
            Input(
                input_name(line["row"], key),
                heading,
                line["cells"].get(key, ""),
                line["errors"].get(key, ""),
            )
            for key, heading in self.columns(plan).items()
            if key in line["cells"] or key in line["errors"] or key in plan.places
        ]

    def corrections(self, plan: ImportPlan, sent: Mapping[str, Any]) -> dict[int, dict[str, str]]:
        """Return the corrected cells of a form by row and column; only cells of lines that are wrong."""
        wrong = {state.code for state in self.states() if state.wrong}
        corrections: dict[int, dict[str, str]] = {}
        for line in plan.lines:
            if self.state_of(line) not in wrong:
                continue
            row = self.row_of(line)
            for key in self.columns(plan):
                text = sent.get(input_name(row, key))
                if text is not None:
                    plain = "".join(letter for letter in text if letter >= " ")[:LONGEST_CELL].strip()
                    corrections.setdefault(row, {})[key] = plain
        return corrections

    def errors_workbook(self, user: Actor, plan: ImportPlan) -> bytes:
        """Return the uploaded workbook with its errors. Raises ValidationError where it cannot be written again."""
        return errors_workbook(self, plan)

    def _located(self, plan: ImportPlan, line: Any, columns: Mapping[str, str], fault: Fault) -> str:
        """What is wrong, with sheet, row and column."""
        place = _("row %(row)d") % {"row": line["row"]}
        parts = [plan.sheet, place, columns.get(fault.column, "") if fault.column else ""]
        return labelled(listed(part for part in parts if part), fault.text)


__all__ = ["Choices", "Importer", "Outcome", "Paste", "PlannedAnew", "Upload", "Written"]
