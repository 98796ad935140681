"""Keeping a plan, correcting it, applying it as a whole, discarding it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from copy import copy
from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.imports.importer import Choices, Importer, Paste, PlannedAnew, Upload, Written
from keqiao.web.imports.importers import importer_of
from keqiao.web.imports.lines import PlannedLines
from keqiao.web.imports.models import ImportPlan
from keqiao.web.imports.procedure import IMPORTS
from keqiao.web.procedures.refusals import ChangedMeanwhile

TABLES = {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".ods", ".et"}
"""Files of tables by their ending; each importer reads some of them."""
MOST_SPOKEN = 2_000
"""Lines of a plan that are said anew in another language."""
State, Kind = ImportPlan.State, ImportPlan.Kind


def plan_file(user: Actor, importer: Importer, subject: str, name: str, content: bytes) -> ImportPlan:
    """Read an uploaded file and keep what it would do.

    Raises ValidationError where it cannot be read, Http404, PermissionDenied; then nothing is kept.
    """
    suffix = Path(name).suffix.lower()
    if suffix in TABLES and suffix not in importer.accept.split(","):
        raise ValidationError(
            _(
                "“%(name)s” is a %(suffix)s file; here %(accept)s is read. Open it in Excel or WPS and save it so."
            )
            % {"name": name[-80:], "suffix": suffix, "accept": importer.accept}
        )
    plan = ImportPlan(kind=Kind.FILE, content=content, file_digest=hashlib.sha256(content).hexdigest())
    plan.file_name = "".join(letter for letter in name if letter.isprintable())[:200] or "upload"
    return _keep(user, importer, subject, Upload(name, content), plan)


def plan_paste(
    user: Actor, importer: Importer, subject: str, text: str, common: Mapping[str, str] | None = None
) -> ImportPlan:
    """Read pasted rows and keep what they would do; ``common`` holds for lines whose cell is empty, by column.

    Raises as :func:`plan_file` does.
    """
    plan = ImportPlan(
        kind=Kind.PASTE, file_digest=hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    )
    given = {key: said for key, said in (common or {}).items() if said}
    return _keep(user, importer, subject, Paste(text, given), plan)


def correct(user: Actor, pk: int, cells: Mapping[int, Mapping[str, str]]) -> ImportPlan:
    """Put corrected texts in the place of cells, by row and column, and plan again. Raises PermissionDenied."""
    with IMPORTS.acting(user, pk, "correct") as work:
        plan = work.row
        for line in plan.source_lines:
            for key, text in cells.get(line["row"], {}).items():
                if text != line["cells"].get(key, ""):
                    line.get("faults", {}).pop(key, None)
                if text:
                    line["cells"][key] = text
                else:
                    line["cells"].pop(key, None)
        plan.options = {**plan.options, "corrected": True}
        _plan_again(user, plan)
        work.detail["corrected"] = len(cells)
    return plan


def in_language(user: Actor, plan: ImportPlan) -> ImportPlan:
    """Return a plan with its sentences in the reader's language: they are written in that of the upload, and made anew
    for a reader of another one. Nothing is stored; a plan that is closed, long, or would be another one now is returned
    as it is.
    """
    if plan.state != State.PLANNED or plan.by_id != user.pk or len(plan.lines) > MOST_SPOKEN:
        return plan
    if plan.options.get("language") in {None, get_language()}:
        return plan
    anew, importer = copy(plan), importer_of(plan.importer)
    try:
        if plan.content and not plan.options.get(
            "corrected"
        ):  # with corrections only what is planned is said anew
            source = Upload(plan.file_name, bytes(plan.content))
            importer.read(user, importer.subject(user, plan.subject), source, anew)
        _plan_again(user, anew)
    except ValidationError:
        return plan
    return anew if anew.fingerprint == plan.fingerprint else plan


def apply(
    user: Actor, pk: int, *, reason: str = "", leave_out: bool = False, confirmed: bool = False
) -> tuple[ImportPlan, Written | None]:
    """Write everything that a plan says, or nothing; a second click does nothing (None is written).

    ``leave_out``: wrong lines are left out, without it any of them refuses. ``confirmed``: amounts that jumped are
    right. Raises PlannedAnew when something changed since, then the plan is a new one; ValidationError,
    PermissionDenied, Http404.
    """
    try:
        with IMPORTS.acting(user, pk, "apply", reason=reason) as work:
            plan = work.row
            importer = importer_of(plan.importer)
            _require_choices(importer, plan, leave_out, confirmed)
            choices = Choices(work.reason, leave_out)
            written: Written = importer.write(user, importer.subject(user, plan.subject), plan, choices)
            plan.outcome = written.outcome
            work.detail |= written.outcome
        return plan, written
    except PermissionDenied as refusal:
        return _closed_so(user, pk, State.APPLIED, refusal), None
    except ChangedMeanwhile as error:
        raise _planned_anew(user, pk, error.messages) from error
    except (PlannedAnew, IntegrityError) as error:
        raise _planned_anew(user, pk) from error
    except ValidationError as error:
        if hasattr(error, "error_dict"):  # the rules refuse what they let pass when the file was checked
            raise _planned_anew(user, pk, error.messages) from error
        raise


def discard(user: Actor, pk: int) -> ImportPlan:
    """Close a plan without writing and forget its file; a second click does nothing.

    Raises PermissionDenied, Http404.
    """
    try:
        with IMPORTS.acting(user, pk, "discard") as work:
            work.row.content = None
        return work.row
    except PermissionDenied as refusal:
        return _closed_so(user, pk, State.DISCARDED, refusal)


def _keep(
    user: Actor, importer: Importer, subject: str, source: Upload | Paste, plan: ImportPlan
) -> ImportPlan:
    into = importer.subject(user, subject)
    decision = importer.decide(user, into)
    if not decision:
        raise PermissionDenied(decision.reason)
    if isinstance(source, Upload) and not source.content:
        raise ValidationError(_("The file is empty."))
    if isinstance(source, Upload) and len(source.content) > importer.largest:
        most = importer.largest // 1_000_000
        raise ValidationError(_("The file is larger than %(most)d MB.") % {"most": most})
    plan.importer, plan.subject, plan.by = importer.key, subject, user
    importer.read(user, into, source, plan)
    _store_lines(plan, importer.plan(user, into, plan))
    with IMPORTS.making(user, plan, "plan"):
        pass
    return plan


def _plan_again(user: Actor, plan: ImportPlan) -> None:
    importer = importer_of(plan.importer)
    _store_lines(plan, importer.plan(user, importer.subject(user, plan.subject), plan))


def _store_lines(plan: ImportPlan, planned: PlannedLines) -> None:
    plan.lines, plan.summary, plan.fingerprint = planned.lines, planned.summary, planned.fingerprint
    plan.options = {**plan.options, "language": get_language()}


def _planned_anew(user: Actor, pk: int, reasons: Sequence[str] = ()) -> ValidationError:
    """Plan again as things are now, so that the page shows what would happen; a large file is read outside locks."""
    plan = ImportPlan.objects.get(pk=pk)
    try:
        _plan_again(user, plan)
    except ValidationError as refusal:
        return ValidationError([*reasons, *refusal.messages])
    fields = {name: getattr(plan, name) for name in ("lines", "summary", "fingerprint")}
    ImportPlan.objects.filter(pk=pk, state=State.PLANNED).update(**fields)
    return PlannedAnew(reasons)


def _closed_so(user: Actor, pk: int, state: str, refusal: PermissionDenied) -> ImportPlan:
    """The plan that the user closed so before: a second click. Raises the refusal where it is none."""
    plan: ImportPlan | None = ImportPlan.objects.visible_to(user).filter(pk=pk, by=user, state=state).first()
    if plan is None:
        raise refusal
    return plan


def _require_choices(importer: Importer, plan: ImportPlan, leave_out: bool, confirmed: bool) -> None:
    wrong = plan.summary["wrong"]
    if wrong and not (leave_out and importer.partial):
        text = (
            _("%(count)d lines have errors. Correct them, or choose to leave them out.")
            if importer.partial
            else _("%(count)d lines have errors. Correct them first: all lines are written or none.")
        )
        raise ValidationError(text % {"count": wrong})
    if plan.summary["doubts"] and not confirmed:
        raise ValidationError(
            _("Some lines are asked about. Look at what is to be confirmed, and confirm that it is right.")
        )
    if not plan.summary["writes"]:
        raise ValidationError(_("There is nothing to write: all lines are as recorded."))
