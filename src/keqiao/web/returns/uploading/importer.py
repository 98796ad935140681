"""Filled-in workbooks as imports: the form of one platform, and the bureau's workbook of many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.db.models.fields import CharField
from django.db.models.functions import Cast
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import Decision, decide
from keqiao.web.imports.importer import Choices, Importer, Outcome, Paste, Upload, Written
from keqiao.web.imports.lines import Fault, LineRow, LineState, PlannedLines
from keqiao.web.imports.models import ImportPlan
from keqiao.web.returns.models import Collection, Return
from keqiao.web.returns.procedure import RETURNS
from keqiao.web.returns.services.bulk_entry import require_many, save_many
from keqiao.web.returns.services.filling import save_cells
from keqiao.web.returns.uploading.columns import HEADINGS, heading
from keqiao.web.returns.uploading.errors import errors_workbook
from keqiao.web.returns.uploading.planning import (
    CHANGED,
    CONFLICT,
    DOUBT,
    ERROR,
    PlannedLine,
    given_of,
    plan_upload,
)
from keqiao.web.returns.uploading.presenters import shown_lines
from keqiao.web.returns.uploading.reading import LARGEST_FILE


class WorkbookImporter(Importer):
    """What both workbooks have in common. Only rows that differ are kept, as lists, see :class:`PlannedLine`."""

    largest = LARGEST_FILE
    corrects = False
    many: ClassVar[bool]

    def read(self, user: Actor, subject: Any, source: Upload | Paste, plan: ImportPlan) -> None:
        """Nothing: rows are read and compared in one pass, from the file that is kept."""

    def plan(self, user: Actor, subject: Any, plan: ImportPlan) -> PlannedLines:
        """Return what the kept file would do now. Raises ValidationError where it is refused as a whole."""
        collection = subject if self.many else subject.collection
        planned = plan_upload(
            user, collection, None if self.many else subject, bytes(plan.content or b""), plan.file_name
        )
        summary, counts = planned.summary, planned.summary["counts"]
        plan.sheet, plan.heading_row = summary["sheet"], summary["heading_row"]
        plan.places, plan.options = summary["places"], {"rows": summary["rows"]}
        plan.unknown = summary["unknown"]
        content = {
            "counts": counts,
            "wrong": counts.get(ERROR, 0) + counts.get(CONFLICT, 0),
            "writes": counts.get(CHANGED, 0),
            "same": counts.get("same", 0),
            "doubts": summary["doubts"],
            "left_out": summary["left_out"],
            "remarks": summary["remarks"],
        }
        return PlannedLines([list(line) for line in planned.lines], content)

    def states(self) -> Sequence[LineState]:
        """The states of rows that differ."""
        return (
            LineState(ERROR, pgettext("upload", "Error"), "bad", wrong=True),
            LineState(CONFLICT, pgettext("upload", "Changed by others"), "bad", wrong=True),
            LineState(DOUBT, pgettext("upload", "To be confirmed"), "watch", written=True),
            LineState(CHANGED, pgettext("upload", "Change"), "accent", written=True),
        )

    def state_of(self, line: Any) -> str:
        """The state of a kept row; one that asks to be confirmed has its own."""
        row = PlannedLine(*line)
        return DOUBT if row.doubt else row.state

    def row_of(self, line: Any) -> int:
        """The row in the file."""
        return PlannedLine(*line).row

    def faults(self, line: Any) -> list[Fault]:
        """What is wrong with a row."""
        return [Fault(column, text) for column, text in PlannedLine(*line).faults]

    def columns(self, plan: ImportPlan) -> dict[str, str]:
        """The columns of the workbook."""
        return {key: heading(key) for key in HEADINGS}

    def page_lines(
        self, user: Actor, plan: ImportPlan, lines: Sequence[Any], editable: bool
    ) -> list[LineRow]:
        """Return rows for the page."""
        states = {state.code: state for state in self.states()}
        return shown_lines(
            plan, [(PlannedLine(*line), states[self.state_of(line)]) for line in lines], self.many
        )

    def errors_workbook(self, user: Actor, plan: ImportPlan) -> bytes:
        """Return the uploaded workbook with its errors; of a long table the wrong rows alone."""
        return errors_workbook(plan)

    def outcome(self, subject: Any, plan: ImportPlan) -> Outcome:
        """Say how many figures were written."""
        cells = plan.outcome["cells"]
        text = ngettext("%(count)s figure was written.", "%(count)s figures were written.", cells)
        return Outcome(text % {"count": cells}, self.back(subject), str(subject))

    def row_name(self, subject: Any) -> str:
        """Rows are figures."""
        return pgettext("column", "Figure")

    def instructions(self, subject: Any) -> list[str]:
        """How the workbook is filled in."""
        return [_("Fill in the white cells in Excel, WPS or LibreOffice and save the file as .xlsx.")]


class FormImporter(WorkbookImporter):
    """The form of one platform; the subject is the form."""

    key = "returns"
    many = False

    def subject(self, user: Actor, key: str) -> Return:
        """Return the form. Raises Http404 where the user does not see it."""
        rows = Return.objects.visible_to(user).select_related(
            "collection", "platform__unit", "submitted_by", "first_reviewer", "second_reviewer", "locked_by"
        )
        form: Return | None = rows.filter(pk=key).first()
        if form is None:
            raise Http404
        return form

    def decide(self, user: Actor, subject: Return) -> Decision:
        """May the user fill in the form?"""
        return decide(user, "returns.fill", subject)

    def closed(self, user: Actor, subject: Return) -> str:
        """Why the form cannot be filled in now."""
        return RETURNS.decide(user, subject, "fill").reason

    def seen_by(self, user: Actor) -> Q | None:
        """Uploads for forms that one sees."""
        forms = Return.objects.visible_to(user).order_by().values_list(Cast("pk", CharField()), flat=True)
        return Q(subject__in=forms)

    def write(self, user: Actor, subject: Return, plan: ImportPlan, choices: Choices) -> Written:
        """Write the good rows. Raises CellsChanged where somebody changed one since."""
        given = given_of(plan.lines)
        return Written({"cells": len(save_cells(user, subject.pk, given[subject.pk]))})

    def title(self, subject: Return) -> str:
        """The form."""
        return _("Fill in with Excel: %(subject)s") % {"subject": subject}

    def back(self, subject: Return) -> str:
        """The page of the form."""
        return reverse("returns:form", args=(subject.pk,))

    def address(self, subject: Return, kind: str = "file") -> str:
        """The page to upload."""
        return reverse("returns:upload", args=(subject.pk,))

    def downloads(self, subject: Return) -> list[tuple[str, str]]:
        """The form as a workbook."""
        words = _("Download the form as a workbook: what is known is filled in.")
        return [(reverse("returns:workbook", args=(subject.pk,)), words)]


class ManyFormsImporter(WorkbookImporter):
    """The figures of all platforms of a collection; the subject is the collection."""

    key = "collections"
    many = True

    def subject(self, user: Actor, key: str) -> Collection:
        """Return the collection. Raises Http404 where the user does not see it."""
        collection: Collection | None = Collection.objects.visible_to(user).filter(pk=key).first()
        if collection is None:
            raise Http404
        return collection

    def decide(self, user: Actor, subject: Collection) -> Decision:
        """May the user fill in the forms of all platforms?"""
        try:
            require_many(user)
        except PermissionDenied as error:
            return Decision(False, str(error))
        return Decision(True)

    def write(self, user: Actor, subject: Collection, plan: ImportPlan, choices: Choices) -> Written:
        """Write the good rows of all forms, or none. Raises CellsChanged where somebody changed one since."""
        detail = {"import": plan.pk, "sha256": plan.file_digest}
        return Written({"cells": save_many(user, subject.pk, given_of(plan.lines), detail=detail)})

    def title(self, subject: Collection) -> str:
        """The collection."""
        return _("Fill in with Excel: %(subject)s") % {"subject": subject}

    def back(self, subject: Collection) -> str:
        """The page of the collection."""
        return reverse("returns:collection", args=(subject.pk,))

    def address(self, subject: Collection, kind: str = "file") -> str:
        """The page to upload."""
        return reverse("returns:many_upload", args=(subject.pk,))

    def downloads(self, subject: Collection) -> list[tuple[str, str]]:
        """The workbook of many platforms."""
        words = _("Download the workbook of all platforms that can be filled in: what is known is filled in.")
        return [(reverse("returns:many_workbook", args=(subject.pk,)), words)]


FORM_IMPORTER, MANY_FORMS_IMPORTER = FormImporter(), ManyFormsImporter()
