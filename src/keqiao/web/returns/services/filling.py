"""A platform writes its figures: values, notes, evidence, explanations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.facts.checks import check_value
from keqiao.web.facts.models import Evidence, EvidenceGrade
from keqiao.web.facts.services import Examined, examine, store_evidence, use_evidence
from keqiao.web.procedures.words import MOST_WORDS, reason_given
from keqiao.web.returns.checking import findings_of
from keqiao.web.returns.models import Cell, Explanation, Return
from keqiao.web.returns.procedure import RETURNS
from keqiao.web.returns.services.actions import CellsChanged, FormActing


@dataclass(frozen=True)
class CellEntry:
    """What a clerk writes into a cell: a value in the stored unit (money: 元), or that there is none, and a note.

    ``since``: the edition of the cell that the clerk had open; None asks for no comparison. ``comment`` None leaves
    the note as it is.
    """

    value: Decimal | None = None
    not_applicable: bool = False
    comment: str | None = None
    since: int | None = None


def cell_refusal(form: Return, cell: Cell) -> str:
    """Tell why a cell of a form that is open to its unit is not; empty when it may be written."""
    if cell.origin == Cell.Origin.DERIVED:
        return _("This figure is computed from the registers; correct the register.")
    if cell.origin == Cell.Origin.KNOWN:
        return _("This figure was reported before and is not asked again; a correction needs “report anew”.")
    if stays_passed(form, cell):
        return _("This figure has passed the review and stays as it is.")
    return ""


def stays_passed(form: Return, cell: Cell) -> bool:
    """Whether a cell passed a review of a form that came back for others: neither value, note nor files change."""
    return form.state == Return.State.SENT_BACK and cell.state in {Cell.State.PASSED_FIRST, Cell.State.PASSED}


@dataclass
class JudgedFigures:
    """What becomes of given figures, by measure code: fields to write, faults, and cells that somebody else changed."""

    wanted: dict[str, dict[str, Any]] = field(default_factory=dict)
    wrong: dict[str, list[str]] = field(default_factory=dict)
    clashing: list[Cell] = field(default_factory=list)


def judge(form: Return, cells: Mapping[str, Cell], given: Mapping[str, CellEntry]) -> JudgedFigures:
    """Say what figures would do to the cells of a form; figures that are as they stand do nothing."""
    judged = JudgedFigures()
    for code, cell in cells.items():
        try:
            fields = _fields(cell, given[code])
        except ValidationError as error:
            judged.wrong[code] = error.messages
            continue
        fields = {name: value for name, value in fields.items() if getattr(cell, name) != value}
        if not fields:
            continue
        refusal = cell_refusal(form, cell)
        is_answer = cell.origin == Cell.Origin.DERIVED and set(fields) == {"comment"}
        if refusal and not (is_answer and not stays_passed(form, cell)):
            judged.wrong[code] = [refusal]
        elif given[code].since not in (None, cell.edition):
            judged.clashing.append(cell)
        else:
            judged.wanted[code] = _reopened(fields)
    return judged


def save_cells(actor: Actor, form_pk: int, given: Mapping[str, CellEntry]) -> list[str]:
    """Write cells by measure code, all or none; return the codes that changed.

    Raises PermissionDenied with the reason, ValidationError by code, CellsChanged with the cells of others.
    """
    with RETURNS.acting(actor, form_pk, "fill") as work:
        cells = work.cells(list(given))
        judged = judge(work.form, cells, given)
        if judged.wrong:
            raise ValidationError(dict(judged.wrong))
        if judged.clashing:
            raise CellsChanged(clash_words(judged.clashing), judged.clashing)
        return [code for code, fields in judged.wanted.items() if work.change_cell(cells[code], **fields)]


def report_anew(actor: Actor, form_pk: int, code: str, reason: str) -> None:
    """Open a cell that was filled from what had been reported before, because that is wrong."""
    words = reason_given(reason)
    with RETURNS.acting(actor, form_pk, "fill") as work:
        cell = work.cells([code])[code]
        if cell.origin != Cell.Origin.KNOWN:
            raise ValidationError(_("This figure is not one that was reported before."))
        work.change_cell(cell, words, origin=Cell.Origin.TYPED, comment=words)


def attach(
    actor: Actor,
    form_pk: int,
    codes: Sequence[str],
    upload: UploadedFile | ContentFile | Examined,
    *,
    title: str = "",
    grade: str = EvidenceGrade.C,
) -> Evidence:
    """Store a file and rest one or several cells on it. Raises ValidationError for a bad file or no cell."""
    if grade not in EvidenceGrade.values:
        raise ValidationError({"grade": _("There is no such grade of evidence.")})
    file = examine(upload)
    with RETURNS.acting(actor, form_pk, "attach") as work:
        cells = _open_cells(work, codes)
        evidence = store_evidence(actor, file, title, grade, right="returns.fill")
        use_evidence(evidence, work.form.platform)
        for cell in cells:
            _rest_on(work, cell, [evidence], add=True)
        work.detail["sha256"] = evidence.sha256
        return evidence


def attach_known(actor: Actor, form_pk: int, codes: Sequence[str], key: int) -> Evidence:
    """Rest cells on a file that is stored already (by its key) and that the user may open."""
    with RETURNS.acting(actor, form_pk, "attach") as work:
        cells = _open_cells(work, codes)
        evidence = Evidence.objects.visible_to(actor).filter(pk=key).first()
        if evidence is None:
            raise ValidationError(_("There is no such file that you may open."))
        use_evidence(evidence, work.form.platform)
        for cell in cells:
            _rest_on(work, cell, [evidence], add=True)
        work.detail["sha256"] = evidence.sha256
        return evidence


def detach(actor: Actor, form_pk: int, code: str, sha256: str) -> None:
    """Take a file from a cell; the file itself stays stored, and the step says who took it away."""
    with RETURNS.acting(actor, form_pk, "detach") as work:
        work.detail["sha256"] = sha256
        for cell in _open_cells(work, [code]):
            _rest_on(work, cell, list(Evidence.objects.filter(sha256=sha256)), add=False)


def explain(actor: Actor, form_pk: int, check_code: str, text: str) -> None:
    """Answer a soft check. Raises ValidationError when the check does not ask for an explanation."""
    words = reason_given(text)
    with RETURNS.acting(actor, form_pk, "explain") as work:
        finding = next(
            (candidate for candidate in findings_of(work.form) if candidate.code == check_code), None
        )
        if finding is None or finding.is_hard:
            raise ValidationError(_("This check does not ask for an explanation now."))
        before = Explanation.objects.filter(form=work.form, check_code=check_code).first()
        Explanation.objects.update_or_create(
            form=work.form,
            check_code=check_code,
            defaults={"text": words, "figures": finding.figures, "at": work.at, "by": actor},
        )
        work.keep(None, {check_code: before.text if before else ""}, {check_code: words})
        work.detail["check"] = check_code


def _fields(cell: Cell, given: CellEntry) -> dict[str, Any]:
    """The fields of a cell that ``given`` asks for. Raises ValidationError for a value that the measure cannot have."""
    value = check_value(cell.item.measure, given.value)
    if given.not_applicable and value is not None:
        raise ValidationError(_("Either a value, or not applicable."))
    fields: dict[str, Any] = {"value": value, "not_applicable": given.not_applicable}
    if cell.origin == Cell.Origin.DERIVED and not (given.not_applicable or value is not None):
        fields = {}  # Nothing is said of a value that is computed; the note may answer a reviewer.
    if given.comment is not None:
        comment = given.comment.replace("\0", "").strip()
        if len(comment) > MOST_WORDS:
            raise ValidationError(_("A note has at most %(count)s characters.") % {"count": MOST_WORDS})
        fields["comment"] = comment
    return fields


def _reopened(fields: dict[str, Any]) -> dict[str, Any]:
    """Fields of a changed cell: what is new is reviewed anew, and a verified value of the old one stands no longer."""
    if {"value", "not_applicable"} & set(fields):
        fields = fields | {"verified_value": None, "verified_reason": "", "verified_by": None}
    return fields | {"state": Cell.State.OPEN}


def _open_cells(work: FormActing, codes: Sequence[str]) -> list[Cell]:
    if not codes:
        raise ValidationError(_("Choose the figures that the file supports."))
    cells = list(work.cells(codes).values())
    if any(stays_passed(work.form, cell) for cell in cells):
        raise PermissionDenied(_("This figure has passed the review and stays as it is."))
    return cells


def _rest_on(work: FormActing, cell: Cell, files: list[Evidence], *, add: bool) -> None:
    before = sorted(cell.evidence.values_list("sha256", flat=True))
    (cell.evidence.add if add else cell.evidence.remove)(*files)
    after = sorted(cell.evidence.values_list("sha256", flat=True))
    if before != after:
        work.keep(cell, {"evidence": before}, {"evidence": after})
        work.change_cell(cell, state=Cell.State.OPEN)


def clash_words(cells: Sequence[Cell]) -> str:
    """Say which cells somebody else changed, who and when."""
    named = _(", ").join(
        _("%(measure)s (%(user)s, %(time)s)")
        % {
            "measure": cell.item.measure,
            "user": cell.changed_by or _("the system"),
            "time": timezone.localtime(cell.changed_at).strftime("%H:%M:%S"),
        }
        for cell in cells[:5]
    )
    return _("Changed by somebody else since you opened them: %(cells)s. Nothing was overwritten.") % {
        "cells": named
    }
