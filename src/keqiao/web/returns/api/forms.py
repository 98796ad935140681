"""Operations on forms: read, write figures, and every action of ``returns.procedure``.

Annotations are evaluated here (no ``from __future__``): the framework reads them.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _
from ninja import File, Form, Path, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.models import User
from keqiao.web.accounts.rules import require
from keqiao.web.registry.api.schemas import LARGEST_KEY
from keqiao.web.returns.api.schemas import (
    CONFLICTS,
    REFUSALS,
    Anew,
    CellsIn,
    Changed,
    Code,
    Detached,
    EvidenceOut,
    Explained,
    FindingOut,
    FormAction,
    FormInFull,
    FormPage,
    Line,
    StepOut,
)
from keqiao.web.returns.checking import findings_of
from keqiao.web.returns.models import Return, Step
from keqiao.web.returns.procedure import RETURNS, status
from keqiao.web.returns.services import collections, filling, locking, review, submission
from keqiao.web.site.api_pages import PlatformQuery, page_of

forms = Router(tags=["returns"])
KeyInPath = Annotated[int, Path(ge=1, le=LARGEST_KEY)]
MOST_STEPS = 1000


class FormQuery(PlatformQuery):
    """Which forms: of a collection, of a platform, in a state; the page, and what was changed since."""

    collection: Annotated[int, Field(ge=1, le=LARGEST_KEY)] | None = None
    state: Literal[
        "", "draft", "submitted", "first_review", "sent_back", "second_review", "passed", "locked"
    ] = ""


class NewEvidence(Schema):
    """What an uploaded file proves: its title, its grade, and the figures (codes with commas between)."""

    title: Line = ""
    grade: Literal["A", "B", "C", "D"] = "C"
    codes: Annotated[str, Field(min_length=1, max_length=4000, pattern=r"^[a-z0-9_,-]+$")]


def _submit(request: SignedInRequest, pk: int, given: FormAction) -> None:
    submission.submit(request.user, pk, given.signed_by, since=given.since)


def _doubt(request: SignedInRequest, pk: int, given: FormAction) -> None:
    review.doubt_cells(request.user, pk, given.reasons)


def _pass_cells(request: SignedInRequest, pk: int, given: FormAction) -> None:
    review.pass_cells(request.user, pk, given.codes)


def _verify(request: SignedInRequest, pk: int, given: FormAction) -> None:
    if given.code is None:
        raise ValidationError({"code": _("Say which figure.")})
    review.verify(request.user, pk, given.code, given.value, given.reason)


def _send_back(request: SignedInRequest, pk: int, given: FormAction) -> None:
    review.send_back(request.user, pk, given.reason, since=given.since)


def _reassign(request: SignedInRequest, pk: int, given: FormAction) -> None:
    reviewer = User.objects.filter(username=given.reviewer, is_active=True).first()
    if reviewer is None:
        raise ValidationError({"reviewer": _("There is no such user.")})
    review.reassign(request.user, pk, reviewer, given.reason)


def _extend(request: SignedInRequest, pk: int, given: FormAction) -> None:
    if given.due_on is None:
        raise ValidationError({"due_on": _("Say until when.")})
    collections.extend(request.user, pk, given.due_on, given.reason)


def _plain(service: Callable[..., Any]) -> Callable[[SignedInRequest, int, FormAction], None]:
    """An action that takes nothing but the edition."""

    def act(request: SignedInRequest, pk: int, given: FormAction) -> None:
        service(request.user, pk, since=given.since)

    return act


def _with_reason(service: Callable[..., Any]) -> Callable[[SignedInRequest, int, FormAction], None]:
    """An action that takes a reason."""

    def act(request: SignedInRequest, pk: int, given: FormAction) -> None:
        service(request.user, pk, given.reason)

    return act


STEPS: dict[str, Callable[[SignedInRequest, int, FormAction], None]] = {
    "submit": _submit,
    "recall": _plain(submission.recall),
    "begin": _plain(review.begin),
    "pass_cell": _pass_cells,
    "doubt_cell": _doubt,
    "verify": _verify,
    "send_back": _send_back,
    "pass_first": _plain(review.pass_first),
    "pass_second": _plain(review.pass_second),
    "reassign": _reassign,
    "lock": _plain(locking.lock),
    "ask_unlock": _with_reason(locking.ask_unlock),
    "grant_unlock": _with_reason(locking.grant_unlock),
    "refuse_unlock": _with_reason(locking.refuse_unlock),
    "extend": _extend,
}
"""The actions of ``returns.procedure`` that are no writing of figures, each by its own operation."""


@forms.get("/", response={200: FormPage, **REFUSALS}, operation_id="listReturns")
def many(request: SignedInRequest, wanted: Query[FormQuery]) -> Any:
    """The forms that the caller may see; ``changed_since``: those that were opened or had a step at or after it."""
    require(request.user, "returns.view")
    returns = Return.objects.visible_to(request.user).select_related("platform").order_by("-collection", "pk")
    if wanted.collection is not None:
        returns = returns.filter(collection=wanted.collection)
    if wanted.platform:
        returns = returns.filter(platform__code=wanted.platform)
    if wanted.state:
        returns = returns.filter(state=wanted.state)
    return page_of(returns, wanted, _form_out, _changed)


def _changed(moment: datetime) -> Q:
    """The forms that came into being, or on which somebody did something, at or after a moment."""
    steps = Step.objects.filter(at__gte=moment)
    return Q(collection__opened_at__gte=moment) | Q(pk__in=steps.values("form"))


@forms.get("/{form_id}", response={200: FormInFull, **REFUSALS}, operation_id="readReturn")
def read(request: SignedInRequest, form_id: KeyInPath) -> Any:
    """A form with its figures and what the caller may do."""
    return _in_full(request, _form(request, form_id))


@forms.patch("/{form_id}/cells", response={200: Changed, **CONFLICTS}, operation_id="writeCells")
def write(request: SignedInRequest, form_id: KeyInPath, given: CellsIn) -> Any:
    """Write figures, all or none. 409 when somebody else changed one since."""
    wanted = {code: filling.CellEntry(**cell.dict()) for code, cell in given.cells.items()}
    return {"changed": filling.save_cells(request.user, form_id, wanted)}


@forms.get("/{form_id}/findings", response={200: list[FindingOut], **REFUSALS}, operation_id="listFindings")
def findings(request: SignedInRequest, form_id: KeyInPath) -> Any:
    """The checks that the figures do not fulfil now."""
    return [
        {name: getattr(finding, name) for name in FindingOut.model_fields}
        | {"measures": list(finding.measures)}
        for finding in findings_of(_form(request, form_id))
    ]


@forms.post("/{form_id}/explanations", response={200: FormInFull, **CONFLICTS}, operation_id="explainFinding")
def explain(request: SignedInRequest, form_id: KeyInPath, given: Explained) -> Any:
    """Explain what a soft check found."""
    filling.explain(request.user, form_id, given.check, given.text)
    return _in_full(request, _form(request, form_id))


@forms.post("/{form_id}/evidence", response={201: EvidenceOut, **CONFLICTS}, operation_id="attachEvidence")
def attach(
    request: SignedInRequest, form_id: KeyInPath, given: Form[NewEvidence], file: File[UploadedFile]
) -> Any:
    """Store a file and rest figures on it."""
    codes = [code for code in given.codes.split(",") if code]
    stored = filling.attach(request.user, form_id, codes, file, title=given.title, grade=given.grade)
    return Status(201, stored)


@forms.delete("/{form_id}/evidence", response={200: FormInFull, **CONFLICTS}, operation_id="detachEvidence")
def detach(request: SignedInRequest, form_id: KeyInPath, given: Detached) -> Any:
    """Take a file from a figure; the file stays stored."""
    filling.detach(request.user, form_id, given.code, given.sha256)
    return _in_full(request, _form(request, form_id))


@forms.post("/{form_id}/anew", response={200: FormInFull, **CONFLICTS}, operation_id="reportAnew")
def anew(request: SignedInRequest, form_id: KeyInPath, given: Anew) -> Any:
    """Open a figure that was reported before and is wrong."""
    filling.report_anew(request.user, form_id, given.code, given.reason)
    return _in_full(request, _form(request, form_id))


@forms.get("/{form_id}/history", response={200: list[StepOut], **REFUSALS}, operation_id="returnHistory")
def history(request: SignedInRequest, form_id: KeyInPath, code: Code | None = None) -> Any:
    """Every step of a form, or of one of its figures, the newest thousand first."""
    steps = _form(request, form_id).steps.select_related("by", "cell__item__measure").order_by("-pk")
    if code is not None:
        steps = steps.filter(cell__item__measure__code=code)
    return [
        {
            "at": step.at,
            "by": step.by.username if step.by else "",
            "action": step.action,
            "code": step.cell.item.measure.code if step.cell else "",
            "before": step.before,
            "after": step.after,
            "reason": step.reason,
            "version": step.version,
        }
        for step in steps[:MOST_STEPS]
    ]


def _add_step(name: str, act: Callable[[SignedInRequest, int, FormAction], None]) -> None:
    """The operation of one action."""

    @forms.post(
        f"/{{form_id}}/{name.replace('_', '-')}",
        response={200: FormInFull, **CONFLICTS},
        operation_id=f"{name}Return",
        url_name=f"return-{name}",
        summary=name.replace("_", " ").capitalize(),
    )
    def step(request: SignedInRequest, form_id: KeyInPath, given: FormAction) -> Any:
        act(request, form_id, given)
        return _in_full(request, _form(request, form_id))


for _name, _act in STEPS.items():
    _add_step(_name, _act)


def _form(request: SignedInRequest, pk: int) -> Return:
    """A form that the caller may see. Raises PermissionDenied, Http404."""
    require(request.user, "returns.view")
    form: Return | None = (
        Return.objects.visible_to(request.user)
        .select_related(
            "collection", "platform", "submitted_by", "first_reviewer", "second_reviewer", "locked_by"
        )
        .filter(pk=pk)
        .first()
    )
    if form is None:
        raise Http404
    return form


def _form_out(form: Return) -> dict[str, Any]:
    names = ("id", "state", "version", "edition", "due_on", "late_days", "submitted_at", "signed_by")
    return {name: getattr(form, name) for name in names} | {
        "collection": form.collection_id,
        "platform": form.platform.code,
    }


def _in_full(request: SignedInRequest, form: Return) -> dict[str, Any]:
    cells = form.cells.select_related("item__measure").prefetch_related("evidence")
    names = (
        "value",
        "not_applicable",
        "comment",
        "origin",
        "state",
        "reason",
        "verified_value",
        "verified_reason",
        "edition",
    )
    return _form_out(form) | {
        "status": status(form),
        "cells": [
            {name: getattr(cell, name) for name in names}
            | {"code": cell.item.measure.code, "evidence": [file.sha256 for file in cell.evidence.all()]}
            for cell in cells
        ],
        "actions": {
            action: {"ok": decision.ok, "reason": decision.reason}
            for action, decision in RETURNS.possible(request.user, form).items()
        },
    }
