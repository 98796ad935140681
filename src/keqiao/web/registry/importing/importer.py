"""Imports and pastes of a register: one set of changes, which can be undone as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import Decision, decide_one
from keqiao.web.imports.headings import matched
from keqiao.web.imports.importer import Choices, Importer, Outcome, Paste, PlannedAnew, Upload, Written
from keqiao.web.imports.lines import Difference, LineState, PlannedLines, summary_of
from keqiao.web.imports.models import ImportPlan
from keqiao.web.registry.changes import change_set
from keqiao.web.registry.importing.cells import displayed
from keqiao.web.registry.importing.columns import OWNER, column_of, columns_of
from keqiao.web.registry.importing.forms import RegisterPasteForm
from keqiao.web.registry.importing.line import ImportLine, Lines
from keqiao.web.registry.importing.lookup import Finder
from keqiao.web.registry.importing.planned_rows import WRITTEN, Planned, fingerprint
from keqiao.web.registry.importing.planning import plan
from keqiao.web.registry.importing.reading import LARGEST_FILE, MOST_LINES, read_file, read_paste
from keqiao.web.registry.importing.writing import write_lines
from keqiao.web.registry.models import ChangeSet, Organisation
from keqiao.web.registry.models.record import Record
from keqiao.web.registry.registers import REGISTERS, Register, register_of
from keqiao.web.site.figures import WAN


def decide_import(user: Actor, register: Register) -> Decision:
    """May the user write many rows of the register?"""
    decision = decide_one(user, register.model.kept_with)
    if decision and register.model.bureau_only and register.model.reach_of(user) != "all":
        return Decision(
            False, _("The register “%(register)s” is kept by the bureau.") % {"register": register.title}
        )
    return decision


def may_import(user: Actor, register: Register) -> None:
    """Refuse who may not write into the register. Raises PermissionDenied with the reason."""
    decision = decide_import(user, register)
    if not decision:
        raise PermissionDenied(decision.reason)


class RegisterImporter(Importer):
    """Rows of a register; the subject is the register."""

    key = "registers"
    largest = LARGEST_FILE
    accept = ".xlsx,.xlsm,.csv,.tsv,.txt"
    pastes = True
    matches = True
    reasons = True

    def subject(self, user: Actor, key: str) -> Register:
        """Return the register. Raises Http404."""
        return register_of(key)

    def decide(self, user: Actor, subject: Register) -> Decision:
        """May the user import into the register?"""
        return decide_import(user, subject)

    def read(self, user: Actor, subject: Register, source: Upload | Paste, plan: ImportPlan) -> None:
        """Read a file or a paste under the columns of the register."""
        if isinstance(source, Upload):
            lines = read_file(subject, source.name, source.content, matched(user, self.key, subject.key))
        else:
            lines = read_paste(subject, source.text)
            plan.options["common"] = dict(source.common)
        self.take_lines(plan, lines)

    def take_lines(self, plan: ImportPlan, lines: Lines) -> None:
        """Keep in a plan what was read. Raises ValidationError where nothing is below the headings."""
        if all(line.left_out for line in lines.lines):
            raise ValidationError(_("There are no lines below the headings."))
        plan.sheet, plan.heading_row = lines.sheet[:200], lines.heading_row
        plan.places, plan.unknown = lines.places, lines.unknown
        plan.options["ten_thousand"] = lines.ten_thousand
        plan.options["headings"] = lines.headings
        plan.source_lines = [asdict(line) for line in lines.lines]

    def plan(self, user: Actor, subject: Register, plan: ImportPlan) -> PlannedLines:
        """Return what the lines would do now."""
        lines = _planned(user, self.register_of(subject), plan)
        listed = [line.plain() for line in lines]
        return PlannedLines(listed, summary_of(self.states(), listed), fingerprint(lines))

    def write(self, user: Actor, subject: Register, plan: ImportPlan, choices: Choices) -> Written:
        """Write one set of changes. Raises PlannedAnew where the register changed since."""
        register = self.register_of(subject)
        lines = _planned(user, register, plan)
        if fingerprint(lines) != plan.fingerprint:
            raise PlannedAnew
        with change_set(
            user,
            ChangeSet.Kind.PASTE if plan.kind == ImportPlan.Kind.PASTE else ChangeSet.Kind.IMPORT,
            register=register.key,
            reason=choices.reason,
            file_name=plan.file_name,
            file_digest=plan.file_digest if plan.file_name else "",
        ) as changes:
            changes.add(self.rows_before(subject, plan))
            write_lines(changes, register, [line for line in lines if line.state in WRITTEN])
        made = changes.stored
        if made is None:
            raise ValidationError(_("There is nothing to write: all lines are as recorded."))
        created = sum(line.state == "new" for line in lines)
        changed = sum(line.state in WRITTEN for line in lines) - created
        beside = made.created - created  # owners of patents, organisations of firms
        return Written({"change_set": made.pk, "created": created, "changed": changed, "beside": beside})

    def register_of(self, subject: Any) -> Register:
        """Return the register that the lines are written into."""
        return subject  # the subject of this importer

    def rows_before(self, subject: Any, plan: ImportPlan) -> list[Record]:
        """Return rows of other registers that are written before the lines, in the same set of changes."""
        return []

    def states(self) -> Sequence[LineState]:
        """The states of lines."""
        return (
            LineState("new", pgettext("import", "new"), "good", written=True),
            LineState("changed", pgettext("import", "changed"), "accent", written=True),
            LineState("restored", pgettext("import", "restored"), "accent", written=True),
            LineState("joined", pgettext("import", "joined"), "accent", written=True),
            LineState("same", pgettext("import", "as recorded")),
            LineState("duplicate", pgettext("import", "duplicate in the list")),
            LineState("error", pgettext("import", "error"), "bad", wrong=True),
            LineState("left_out", pgettext("import", "left out")),
        )

    def outcome(self, subject: Register, plan: ImportPlan) -> Outcome:
        """Say how many rows were written, and lead to the set of changes, which can be undone."""
        text = _("Written: %(created)s new, %(changed)s changed.") % plan.outcome
        if plan.outcome.get("beside"):
            text += _(" Recorded with them: %(beside)s.") % plan.outcome
        url = reverse("registry:change_set", args=(plan.outcome["change_set"],))
        return Outcome(text, url, _("Show the changes, or undo them"))

    def title(self, subject: Register) -> str:
        """The name of the register."""
        return _("Import %(register)s") % {"register": subject.title}

    def back(self, subject: Register) -> str:
        """The list of the register."""
        return reverse("registry:list", args=(subject.key,))

    def address(self, subject: Register, kind: str = "file") -> str:
        """The page to upload, or to paste."""
        return reverse("registry:paste" if kind == "paste" else "registry:import", args=(subject.key,))

    def downloads(self, subject: Register) -> list[tuple[str, str]]:
        """The template, empty or with the rows that the user keeps."""
        return [
            (reverse("registry:import_template", args=(subject.key,)), _("Download the empty template")),
            (reverse("registry:rows_workbook", args=(subject.key,)), _("your rows to change them in Excel")),
        ]

    def instructions(self, subject: Register) -> list[str]:
        """How the template is filled in."""
        text = _("Fill in at most %(most)s lines. Columns are found by their headings; their order is free.")
        return [text % {"most": MOST_LINES}]

    def row_name(self, subject: Register) -> str:
        """What a row of the register is."""
        return str(subject.row_name)

    def paste_form(self, user: Actor, subject: Register, **given: Any) -> RegisterPasteForm:
        """The form to paste into, with what holds for all lines."""
        return RegisterPasteForm(subject, user, **given)

    def paste_help(self, subject: Register) -> str:
        """What may be pasted."""
        if subject.key == "patents":
            return _(
                "Plain application numbers suffice, one a line: kind and year of filing follow from the number. "
                "Rows with more columns need their headings."
            )
        return _(
            "Copy the rows in Excel with their headings. Without headings the columns are read in the order of the "
            "template."
        )

    def key_of(self, plan: ImportPlan) -> str:
        """Return the key of the register whose columns the lines have."""
        return plan.subject

    def columns(self, plan: ImportPlan) -> dict[str, str]:
        """Key → label of the columns, amounts with the unit in which they are read."""
        large = plan.options.get("ten_thousand", ())
        return {
            column.key: f"{column.label}（{WAN if column.key in large else column.unit}）"
            if column.money
            else column.label
            for column in columns_of(self.key_of(plan))
        }

    def differences(self, user: Actor, plan: ImportPlan, line: Any) -> list[Difference]:
        """The fields that would differ, in words."""
        register, finder = REGISTERS[self.key_of(plan)], Finder(user)
        after = dict(line["after"])
        if line["owner"] is not None:
            after[OWNER] = line["owner"]
        body = line.get("body")
        said = f"{body['name']}（{body['usci']}）" if body else ""
        together = [Difference(str(Organisation._meta.verbose_name), "", said)] if body else []
        return together + [
            Difference(
                column.label,
                displayed(column, line["before"].get(key), finder),
                displayed(column, value, finder),
            )
            for key, value in after.items()
            if (column := column_of(register, key)) is not None
        ]


def _planned(user: Actor, register: Register, kept: ImportPlan) -> list[Planned]:
    lines = [ImportLine(**line) for line in kept.source_lines]
    common, large = kept.options.get("common", {}), kept.options.get("ten_thousand", [])
    return plan(user, register, lines, common, large)


REGISTER_IMPORTER = RegisterImporter()
