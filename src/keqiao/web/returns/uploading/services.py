"""Storing a dry run, applying it all or none, discarding it."""

from __future__ import annotations

import hashlib

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require
from keqiao.web.audit.services import record
from keqiao.web.procedures.refusals import ChangedMeanwhile
from keqiao.web.returns.models import Collection, Return, Upload
from keqiao.web.returns.services.filling import save_cells
from keqiao.web.returns.services.filling_many import require_many, save_many
from keqiao.web.returns.uploading.planning import CONFLICT, ERROR, given_of, plan_upload

State = Upload.State


class PlannedAnew(ValidationError):
    """Somebody changed the form since the file was checked: the plan is new, nothing was written."""


def store_upload(
    user: Actor,
    collection: Collection,
    form: Return | None,
    name: str,
    content: bytes,
) -> Upload:
    """Check a workbook and keep what it would do. Raises ValidationError, PermissionDenied; then nothing is kept."""
    _require(user, form)
    plan = plan_upload(user, collection, form, content)
    kept = Upload(
        collection=collection,
        form=form,
        file_name="".join(letter for letter in name if letter.isprintable())[:200] or "upload.xlsx",
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        lines=plan.lines,
        summary=plan.summary,
        by=user,
    )
    with transaction.atomic():
        kept.save()
        detail = {"file": kept.file_name, "sha256": kept.sha256} | plan.summary["counts"]
        record(user, "returns.upload", kept, detail)
    return kept


def apply(
    user: Actor,
    pk: int,
    *,
    leave_out: bool = False,
    confirmed: bool = False,
) -> Upload:
    """Write the good rows of a dry run in one transaction; a second click does nothing.

    ``leave_out``: rows with errors and conflicts stay unwritten, without it any of them refuses. ``confirmed``: amounts
    that jumped are right. Raises PlannedAnew when something changed since, ValidationError, PermissionDenied, Http404.
    """
    try:
        with transaction.atomic():
            kept = _locked(user, pk)
            if kept.state == State.APPLIED:
                return kept
            if kept.state == State.DISCARDED:
                raise ValidationError(_("This upload was discarded."))
            _require_choices(kept, leave_out, confirmed)
            kept.summary["written"] = _write(user, kept)
            kept.state, kept.applied_at = State.APPLIED, timezone.now()
            kept.save(update_fields=["state", "applied_at", "summary"])
            detail = {"file": kept.file_name, "sha256": kept.sha256, "cells": kept.summary["written"]}
            record(user, "returns.apply_upload", kept, detail)
            return kept
    except ChangedMeanwhile as error:
        plan_again(user, pk)
        raise PlannedAnew([*error.messages, _planned_anew()]) from error
    except ValidationError as error:
        if hasattr(
            error, "error_dict"
        ):  # The rules refused a figure that they had let pass when the file was checked.
            plan_again(user, pk)
            raise PlannedAnew([*error.messages, _planned_anew()]) from error
        raise


def discard(user: Actor, pk: int) -> Upload:
    """Close a dry run without writing; a second click does nothing. Raises ValidationError when it was applied."""
    with transaction.atomic():
        kept = _locked(user, pk)
        if kept.state == State.APPLIED:
            raise ValidationError(_("This upload was applied already; its figures stand in the form."))
        if kept.state == State.PLANNED:
            kept.state = State.DISCARDED
            kept.save(update_fields=["state"])
            record(user, "returns.discard_upload", kept, {"file": kept.file_name})
        return kept


def plan_again(user: Actor, pk: int) -> None:
    """Check the kept file against the forms as they are now; it is read before the transaction."""
    kept = Upload.objects.select_related("collection", "form").get(pk=pk)
    plan = plan_upload(user, kept.collection, kept.form, bytes(kept.content))
    with transaction.atomic():
        still = Upload.objects.select_for_update(of=("self",)).filter(pk=pk, state=State.PLANNED)
        for upload in still.defer("content"):
            upload.lines, upload.summary = plan.lines, plan.summary
            upload.save(update_fields=["lines", "summary"])


def _require(user: Actor, form: Return | None) -> None:
    if form is None:
        require_many(user)
    else:
        require(user, "returns.fill", form)


def _locked(user: Actor, pk: int) -> Upload:
    uploads = Upload.objects.visible_to(user).select_related("collection", "form__platform").defer("content")
    kept: Upload | None = uploads.select_for_update(of=("self",)).filter(pk=pk).first()
    if kept is None:
        raise Http404
    if kept.by_id != user.pk:
        raise PermissionDenied(_("Only who uploaded the file may go on with it."))
    _require(user, kept.form)
    return kept


def _require_choices(kept: Upload, leave_out: bool, confirmed: bool) -> None:
    counts = kept.summary["counts"]
    wrong = counts.get(ERROR, 0) + counts.get(CONFLICT, 0)
    if wrong and not leave_out:
        raise ValidationError(
            _("%(count)d rows cannot be written. Correct them, or choose to apply the good rows only.")
            % {"count": wrong}
        )
    if kept.summary["doubts"] and not confirmed:
        raise ValidationError(
            _("Some amounts jump by a factor of ten thousand. Confirm that they are right.")
        )


def _write(user: Actor, kept: Upload) -> int:
    given = given_of(kept.lines)
    if not given:
        raise ValidationError(_("There is nothing to write: the file says what the system has."))
    if kept.form_id is None:
        detail = {"upload": kept.pk, "sha256": kept.sha256}
        return save_many(user, kept.collection_id, given, detail=detail)
    return len(save_cells(user, kept.form_id, given[kept.form_id]))


def _planned_anew() -> str:
    return _("The file was checked again: look at the result, then apply.")
