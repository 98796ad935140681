"""What somebody typed into a form, kept as typed until it is stored: an error or another person loses nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.procedures.refusals import ChangedMeanwhile
from keqiao.web.procedures.responses import CHANGED, INVALID, edition_in
from keqiao.web.returns.form.amounts import understood
from keqiao.web.returns.form.line import FormLine
from keqiao.web.returns.form.sheet import FormSheet
from keqiao.web.returns.models import Cell, Return
from keqiao.web.returns.services.actions import CellsChanged
from keqiao.web.returns.services.filling import CellEntry, save_cells
from keqiao.web.site.punctuation import labelled

LONGEST = 200
"""Characters of a typed value that are kept; no number is longer."""


@dataclass
class Typed:
    """The inputs of one figure as they came. ``since``: the edition of the cell that was open."""

    line: FormLine
    value: str
    not_applicable: bool
    note: str
    since: int
    was: str
    choice: str = ""
    theirs: Cell | None = None
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Let the later of two entries that exclude each other stand: a value typed into a figure that did not apply
        makes it apply, and the tick beside a value that stood there takes it away.
        """
        if not (self.value and self.not_applicable):
            return
        value, not_applicable = _shown_before(self.was)
        if not_applicable and self.value != value:
            self.not_applicable = False
        elif not not_applicable and self.value == value:
            self.value = ""

    @property
    def is_touched(self) -> bool:
        """Whether anything differs from what the page had shown."""
        return self.was != seen(self.value, self.not_applicable, self.note)

    @property
    def edition(self) -> int:
        """The edition that the page shows beside what was typed."""
        return self.theirs.edition if self.theirs is not None else self.since

    @property
    def mine(self) -> str:
        """What was typed, in words."""
        value = _("not applicable") if self.not_applicable else self.value or "—"
        return f"{value} · {self.note}" if self.note else value


@dataclass
class TypedFigures:
    """What was typed, by measure code, and what is wrong with it as a whole."""

    typed: dict[str, Typed] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    """Explanations that were typed and differ from those that are kept, by the code of the check."""
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """How texts were understood that look otherwise (3亿元 in a field of 万元)."""
    status: int = INVALID

    @property
    def touched(self) -> list[Typed]:
        """The figures of which something was changed."""
        return [figure for figure in self.typed.values() if figure.is_touched]

    def refuse(self, error: Exception) -> None:
        """Keep why something was not stored: by figure where the error names figures."""
        if isinstance(error, PermissionDenied):
            self.problems.append(str(error))
            self.status = 403
        elif isinstance(error, ChangedMeanwhile):
            self._clash(error)
        elif isinstance(error, ValidationError) and hasattr(error, "error_dict"):
            for code, texts in error.message_dict.items():
                (self.typed[code].errors if code in self.typed else self.problems).extend(texts)
        elif isinstance(error, ValidationError):
            self.problems.extend(error.messages)

    def _clash(self, error: ChangedMeanwhile) -> None:
        self.problems.extend(error.messages)
        self.status = CHANGED
        for cell in error.cells if isinstance(error, CellsChanged) else ():
            typed = self.typed.get(cell.item.measure.code)
            if typed is not None:
                typed.theirs = cell

    def refresh(self, before: Mapping[str, int], after: Mapping[str, int]) -> None:
        """Follow editions of cells that the same request has changed itself (a file was attached)."""
        for code, typed in self.typed.items():
            if typed.since == before.get(code) and code in after:
                typed.since = after[code]


def seen(value: str, not_applicable: bool, note: str) -> str:
    """Return what a page had shown of a figure, as its hidden input carries it."""
    return json.dumps([value, not_applicable, note.replace("\r\n", "\n")], ensure_ascii=False)


def _shown_before(was: str) -> tuple[str, bool]:
    """What the page had shown of a figure: value and whether it did not apply; nothing where that cannot be read."""
    try:
        value, not_applicable, _note = json.loads(was)
    except (ValueError, TypeError):
        return "", False
    return str(value), bool(not_applicable)


def typed_in(data: Mapping[str, Any], form_sheet: FormSheet) -> TypedFigures:
    """Read the inputs of the figures and checks that the page had; what had no inputs is left out."""
    entry = TypedFigures()
    for finding in form_sheet.findings:
        answer = _text(data, f"explanation-{finding.code}").strip()
        if answer and answer != finding.explanation and not finding.is_hard:
            entry.answers[finding.code] = answer
    for line in form_sheet.lines:
        code = line.code
        if f"since-{code}" not in data:
            continue
        entry.typed[code] = Typed(
            line,
            _text(data, f"value-{code}")[:LONGEST].strip(),
            bool(_text(data, f"na-{code}")),
            _text(data, f"note-{code}"),
            edition_in(data, f"since-{code}"),
            _text(data, f"was-{code}"),
            _text(data, f"keep-{code}"),
        )
    return entry


def store(user: Actor, form: Return, entry: TypedFigures) -> list[str]:
    """Store the figures that can be stored and return the codes that changed; the others stay in ``entry`` as typed.

    One wrong figure keeps no right one from being stored. Where another person had changed a figure meanwhile nothing
    is stored until ``choice`` says whose value is kept.
    """
    given: dict[str, CellEntry] = {}
    for typed in entry.touched:
        if typed.choice == "theirs":
            continue
        try:
            value, note = understood(typed.line.measure, typed.value)
        except ValidationError as error:
            typed.errors.extend(error.messages)
            continue
        if note:
            entry.notes.append(labelled(typed.line.measure, note))
        given[typed.line.code] = CellEntry(value, typed.not_applicable, typed.note, typed.since)
    changed = _saved(user, form, entry, given)
    wrong = [typed for typed in entry.touched if typed.errors]
    if wrong and not entry.problems:
        for code in given:
            if not entry.typed[code].errors:
                del entry.typed[code]
        text = ngettext(
            "%(count)s figure was not saved: please correct what is marked below.",
            "%(count)s figures were not saved: please correct what is marked below.",
            len(wrong),
        )
        entry.problems.append(text % {"count": len(wrong)})
    return changed


def _saved(user: Actor, form: Return, entry: TypedFigures, given: dict[str, CellEntry]) -> list[str]:
    """Store what is given without the figures that the measure cannot have; those are marked."""
    while given:
        try:
            return save_cells(user, form.pk, given)
        except (PermissionDenied, ValidationError) as error:
            entry.refuse(error)
            refused = [code for code in given if entry.typed[code].errors]
            if not refused or entry.problems:
                return []
            given = {code: value for code, value in given.items() if code not in refused}
    return []


def codes_in(values: Sequence[str], lines: Iterable[FormLine]) -> list[str]:
    """Return the measure codes among ``values`` that are on the form, in its order."""
    wanted = set(values)
    return [line.code for line in lines if line.code in wanted]


def _text(data: Mapping[str, Any], name: str) -> str:
    return str(data.get(name) or "").replace("\0", "")
