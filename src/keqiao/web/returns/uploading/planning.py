"""What an uploaded workbook would do: every change, every fault, every cell that somebody else changed meanwhile.

Nothing is written. Only what differs is kept. The rules are those of ``services.filling.judge``, so that the dry run
and the writing cannot disagree.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.engine.workbooks.grid import Cell as GridCell
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import User
from keqiao.web.registry.importing.cells import text_of
from keqiao.web.returns.models import Cell, Collection, Return
from keqiao.web.returns.prefill import computed_values
from keqiao.web.returns.procedure import RETURNS
from keqiao.web.returns.services.bulk_entry import cells_of
from keqiao.web.returns.services.filling import CellEntry, judge
from keqiao.web.returns.uploading.cells import Reader, UploadedFigure, shown_number
from keqiao.web.returns.uploading.doubts import doubts_of
from keqiao.web.returns.uploading.identity import FORM, MANY, Downloaded, content_digest
from keqiao.web.returns.uploading.looks import CellLooks, columns_not_read, refuse_other_money, remarks_on
from keqiao.web.returns.uploading.own_changes import OwnChanges
from keqiao.web.returns.uploading.reading import UploadTable, filled_rows, read_workbook
from keqiao.web.returns.uploading.row_checks import RowChecks

CHANGED, ERROR, CONFLICT, DOUBT = "changed", "error", "conflict", "doubt"
MOST_FAULTS = 5_000
"""Rows with faults that are kept; a file with more has one fault that repeats itself."""
State = tuple[str | None, bool, str]
"""Value as text, not applicable, note."""


class PlannedLine(NamedTuple):
    """One row that differs, kept as a JSON list.

    ``row`` as in the file; ``form`` and ``code`` say which cell (0 and "" where none); ``before`` and ``after`` are
    :data:`State`; ``since`` is the edition that was seen; ``faults`` are [column, sentence]; ``doubt`` asks to confirm;
    ``note`` says how the cell was understood where it looks otherwise.
    """

    row: int
    form: int
    code: str
    state: str
    before: Any = None
    after: Any = None
    since: int = 0
    faults: Any = ()
    doubt: str = ""
    note: str = ""


@dataclass
class UploadPlan:
    """The lines that differ, and a summary: sheet, heading_row, places, counts, rows, faults left out, columns that
    are not read (``unknown``), and what is told of the file as a whole (``remarks``).
    """

    lines: list[PlannedLine] = field(default_factory=list)
    summary: dict[str, Any] = field(default_factory=dict)


def plan_upload(
    user: Actor, collection: Collection, form: Return | None, content: bytes, name: str = ""
) -> UploadPlan:
    """Plan what a workbook would do; ``form`` None: the workbook of many platforms.

    Raises ValidationError where it is refused as a whole, PermissionDenied where the form cannot be filled in now.
    """
    if form is not None:
        decision = RETURNS.decide(user, form, "fill")
        if not decision:
            raise PermissionDenied(decision.reason)
    table = read_workbook(content, name)
    _refuse_others(user, table, collection, form)
    refuse_other_money(table)
    return _UploadPlanning(user, collection, form, table).run()


def given_of(lines: list[Any]) -> dict[int, dict[str, CellEntry]]:
    """Return what kept lines would write, by form and measure code."""
    given: dict[int, dict[str, CellEntry]] = {}
    for kept in lines:
        line = PlannedLine(*kept)
        if line.state == CHANGED:
            value, not_applicable, comment = line.after
            given.setdefault(line.form, {})[line.code] = CellEntry(
                None if value is None else Decimal(value), not_applicable, comment, line.since
            )
    return given


def _refuse_others(user: Actor, table: UploadTable, collection: Collection, form: Return | None) -> None:
    """Refuse a workbook of another collection, platform, version or kind. Raises ValidationError."""
    identity = table.identity
    if identity.collection != collection.pk:
        other = Collection.objects.visible_to(user).filter(pk=identity.collection).first()
        raise ValidationError(
            _(
                "This workbook belongs to “%(other)s” (%(period)s), not to “%(collection)s” (%(own)s). "
                "Upload it there, or download the right form."
            )
            % {
                "other": other or _("another collection"),
                "period": identity.period,
                "collection": collection,
                "own": collection.period,
            }
        )
    if (form is None) != (identity.kind == MANY):
        raise ValidationError(
            _("This is the workbook of many platforms; upload it on the page of the collection.")
            if identity.kind == MANY
            else _("This is the form of one platform; upload it on the page of that form.")
        )
    if form is not None:
        _refuse_other_form(identity.forms, form)
    if identity.kind == FORM and len(identity.forms) != 1:
        raise ValidationError(_("The workbook does not say whose form it is. Download the form again."))


def _refuse_other_form(forms: dict[int, Downloaded], form: Return) -> None:
    mine = forms.get(form.pk)
    if mine is None:
        other = next((row.platform for row in forms.values()), "?")
        raise ValidationError(
            _("This is the form of platform %(other)s; the page is that of %(platform)s (%(code)s).")
            % {"other": other, "platform": form.platform, "code": form.platform.code}
        )
    if mine.version != form.version:
        raise ValidationError(
            _(
                "This is version %(old)d of the form; after an unlocking it is version %(new)d now. "
                "Download the form again."
            )
            % {"old": mine.version, "new": form.version}
        )


class _UploadPlanning:
    """One pass over the rows."""

    def __init__(self, user: Actor, collection: Collection, form: Return | None, table: UploadTable) -> None:
        self.user, self.collection, self.table = user, collection, table
        self.places = table.places
        self.forms = {row.pk: row for row in self._forms(form)}
        self.own = OwnChanges(user, self.forms.values())
        self.cells = cells_of(self.forms.values(), collection)
        self.by_platform = {row.platform.code: row for row in self.forms.values()}
        self.readers = {
            item.measure.code: Reader(item.measure) for item in collection.items.select_related("measure")
        }
        self.checks = RowChecks(table, self.readers)
        self.looks = CellLooks(table)
        self.present: set[str] = set()
        self.refusals: dict[int, str] = {}
        self.seen: dict[tuple[int, str], int] = {}
        self.counts: Counter[str] = Counter()
        self.lines: list[PlannedLine] = []
        self.clashes: list[tuple[int, Cell]] = []
        self.faults_left_out = 0
        self.computed: dict[str, Decimal] | None = None

    def _forms(self, form: Return | None) -> list[Return]:
        if form is not None:
            return [form]
        rows = Return.objects.visible_to(self.user).filter(
            collection=self.collection, pk__in=list(self.table.identity.forms)
        )
        forms = list(
            rows.select_related(
                "platform__unit", "submitted_by", "first_reviewer", "second_reviewer", "locked_by"
            )
        )
        for return_ in forms:
            return_.collection = self.collection
        return forms

    def run(self) -> UploadPlan:
        rows = filled_rows(self.table)
        for number, row in rows:
            self._row(number, row)
        self._name_clashes()
        self._doubt()
        summary = {
            "sheet": self.table.sheet,
            "heading_row": self.table.heading_row,
            "places": self.places,
            "rows": len(rows),
            "counts": dict(self.counts),
            "doubts": sum(bool(line.doubt) for line in self.lines),
            "left_out": self.faults_left_out,
            "unknown": columns_not_read(self.table, self.collection),
            "remarks": [*remarks_on(self.table, self._missing()), *self.checks.remarks()],
        }
        return UploadPlan(self.lines, summary)

    def _row(self, number: int, row: list[GridCell]) -> None:
        places = self.places
        written = text_of(row[places["code"]])
        code = self.checks.code_of(written)
        if code not in self.readers and self.checks.is_left_out(number, row):
            return
        self.present.add(code)
        form = self._form_of(number, row, code)
        if form is None:
            return
        if faults := self.looks.faults(number) or self.checks.name_fault(row, code):
            self._fault(
                PlannedLine(number, form.pk, code if code in self.readers else "", ERROR, faults=faults)
            )
            return
        cell = self.cells[form.pk].get(code)
        if cell is None:
            fault = (
                _("This form has no figure %(code)s.") % {"code": code[:64]}
                if code
                else _("The code of the figure is missing in this row; put it back.")
            )
            self._fault(PlannedLine(number, form.pk, "", ERROR, faults=[("code", fault)]))
            return
        first = self.seen.setdefault((form.pk, code), number)
        if first != number:
            fault = _("This figure stands in row %(row)d already; keep one of the two rows.") % {"row": first}
            self._fault(PlannedLine(number, form.pk, code, ERROR, faults=[("code", fault)]))
            return
        said = self.readers[code].read(
            row[places["value"]], row[places["not_applicable"]], row[places["comment"]], cell.value
        )
        if "unit" in places and (wrong := self.checks.unit_fault(code, row)):
            said.faults.append(("unit", wrong))
        if written != code:
            read = _("“%(text)s” is read as %(code)s.") % {"text": written[:40], "code": code}
            said.note = f"{said.note} {read}".strip()
        if number - 1 in self.table.grid.hidden_rows:
            hidden = _("The row is hidden in the sheet; it is read all the same.")
            said.note = f"{said.note} {hidden}".strip()
        self._compare(number, form, code, cell, said)

    def _form_of(self, number: int, row: list[GridCell], code: str) -> Return | None:
        """The form of a row; None where it has none, which is noted."""
        if self.table.identity.kind == FORM:
            return next(iter(self.forms.values()))
        platform = text_of(row[self.places["platform_code"]])
        form = self.by_platform.get(platform)
        if form is None:
            fault = (
                _("The platform %(platform)s is not in this workbook's collection.")
                % {"platform": platform[:40]}
                if platform
                else _("The code of the platform is missing in this row; put it back.")
            )
            self._fault(PlannedLine(number, 0, code[:64], ERROR, faults=[("platform_code", fault)]))
        return form

    def _missing(self) -> list[str]:
        """The figures that one platform's form has and the file does not."""
        if self.table.identity.kind == MANY:
            return []
        form = next(iter(self.forms.values()))
        return [
            str(self.readers[code].measure)
            for code in self.cells[form.pk]
            if code in self.readers and code not in self.present
        ]

    def _compare(self, number: int, form: Return, code: str, cell: Cell, figure: UploadedFigure) -> None:
        """Put a row beside the cell as it stands and as it was downloaded."""
        if cell.origin == Cell.Origin.DERIVED and figure.value in {cell.value, self._computed(form, code)}:
            figure.value = None  # As the registers say: nothing is reported, the note may answer a reviewer.
            if figure.comment == cell.comment and not figure.not_applicable and not figure.faults:
                self.counts["same"] += 1
                return
        if figure.faults:
            self._fault(
                PlannedLine(number, form.pk, code, ERROR, _state(cell), None, cell.edition, figure.faults)
            )
            return
        if (
            figure.value == cell.value
            and figure.not_applicable == cell.not_applicable
            and figure.comment == cell.comment
        ):
            self.counts["same"] += 1
            return
        downloaded = self.table.identity.forms[form.pk].cells.get(code)
        after: State = (
            None if figure.value is None else str(figure.value),
            figure.not_applicable,
            figure.comment,
        )
        line = PlannedLine(
            number, form.pk, code, CHANGED, _state(cell), after, cell.edition, note=figure.note
        )
        if downloaded is not None and downloaded.edition != cell.edition:
            given = content_digest(figure.value, figure.not_applicable, figure.comment)
            if given == downloaded.digest:
                self.counts["same"] += 1  # Untouched in the file; what changed in the system stays.
                return
            stands = content_digest(cell.value, cell.not_applicable, cell.comment)
            if stands != downloaded.digest and not self.own.only_own(cell, downloaded.digest):
                self.clashes.append((len(self.lines), cell))
                self.lines.append(line._replace(state=CONFLICT))
                self.counts[CONFLICT] += 1
                return
        self._judge(form, code, cell, figure, line)

    def _computed(self, form: Return, code: str) -> Decimal | None:
        """What the registers say now, as a workbook of one form shows it."""
        if self.table.identity.kind != FORM:
            return None
        if self.computed is None:
            self.computed = computed_values(form)
        value = self.computed.get(code)
        return (
            None
            if value is None
            else self.readers[code].to_stored(shown_number(self.readers[code].measure, value), None)
        )

    def _judge(self, form: Return, code: str, cell: Cell, figure: UploadedFigure, line: PlannedLine) -> None:
        reason = self._refusal(form)
        if reason:
            self._fault(line._replace(state=ERROR, faults=[("value", reason)]))
            return
        given = CellEntry(figure.value, figure.not_applicable, figure.comment, cell.edition)
        judged = judge(form, {code: cell}, {code: given})
        if judged.wrong:
            column = "value" if figure.value is not None or not figure.comment else "comment"
            fault = " ".join(judged.wrong[code])
            self._fault(line._replace(state=ERROR, faults=[(column, fault)]))
        elif judged.wanted:
            self.lines.append(line)
            self.counts[CHANGED] += 1
        else:
            self.counts["same"] += 1

    def _refusal(self, form: Return) -> str:
        """Why a form of the workbook cannot be filled in now, or is of an older version; empty when it can."""
        if form.pk not in self.refusals:
            decision = RETURNS.decide(self.user, form, "fill")
            version = self.table.identity.forms[form.pk].version
            reason = "" if decision else decision.reason
            if not reason and version != form.version:
                reason = _("The form was unlocked since the download and is version %(new)d now.") % {
                    "new": form.version
                }
            self.refusals[form.pk] = reason
        return self.refusals[form.pk]

    def _fault(self, line: PlannedLine) -> None:
        self.counts[ERROR] += 1
        if self.counts[ERROR] <= MOST_FAULTS:
            self.lines.append(line)
        else:
            self.faults_left_out += 1

    def _name_clashes(self) -> None:
        """Say of each cell that changed since the download who changed it and when."""
        people = User.objects.in_bulk(
            {cell.changed_by_id for _at, cell in self.clashes if cell.changed_by_id}
        )
        for at, cell in self.clashes:
            fault = _(
                "Changed in the system since the download by %(user)s, %(time)s. Nothing is overwritten: look at "
                "the form, and correct the figure there or in a newly downloaded file."
            ) % {
                "user": people.get(cell.changed_by_id) or _("the system"),
                "time": timezone.localtime(cell.changed_at).strftime("%Y-%m-%d %H:%M"),
            }
            self.lines[at] = self.lines[at]._replace(faults=[("value", fault)])

    def _doubt(self) -> None:
        """Ask about figures that are hardly meant, and money that jumps by about ×10 000."""
        items = {
            at: (
                self.forms[line.form].platform_id,
                self.readers[line.code].measure,
                line.before[0],
                line.after[0],
            )
            for at, line in enumerate(self.lines)
            if line.state == CHANGED and line.after[0] is not None and line.after[0] != line.before[0]
        }
        for at, doubt in doubts_of(self.collection, items).items():
            self.lines[at] = self.lines[at]._replace(doubt=doubt)


def _state(cell: Cell) -> State:
    return (None if cell.value is None else str(cell.value), cell.not_applicable, cell.comment)
