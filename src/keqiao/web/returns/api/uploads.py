"""Workbooks: take the form, send it filled in for a dry run, apply or discard it, take the errors back.

Annotations are evaluated here (no ``from __future__``): the framework reads them.
"""

from typing import Annotated, Any

from django.http import Http404
from ninja import File, Path, Router, Status
from ninja.files import UploadedFile

from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.rules import require
from keqiao.web.imports import services
from keqiao.web.imports.models import ImportPlan
from keqiao.web.registry.api.schemas import LARGEST_KEY
from keqiao.web.returns.api.schemas import CONFLICTS, REFUSALS, ApplyIn, UploadOut
from keqiao.web.returns.models import Return
from keqiao.web.returns.uploading import books
from keqiao.web.returns.uploading.errors import errors_workbook
from keqiao.web.returns.uploading.importer import FORM_IMPORTER, MANY_FORMS_IMPORTER
from keqiao.web.returns.uploading.planning import PlannedLine
from keqiao.web.site.downloads import Export, send_file

uploads = Router(tags=["uploads"])
KeyInPath = Annotated[int, Path(ge=1, le=LARGEST_KEY)]
MOST_LINES = 1000


@uploads.get("/form/{form_id}", response={200: None, **REFUSALS}, operation_id="takeWorkbook")
def workbook(request: SignedInRequest, form_id: KeyInPath) -> Any:
    """The platform's own form as an Excel file."""
    form = _form(request, form_id)
    about = Export("returns.download_workbook", form, {"version": form.version})
    content = books.form_workbook(request.user, form)
    return send_file(
        request, content, f"{form.collection.form_number}-{form.platform.code}.xlsx", about=about
    )


@uploads.post("/form/{form_id}", response={201: UploadOut, **CONFLICTS}, operation_id="uploadWorkbook")
def send(request: SignedInRequest, form_id: KeyInPath, file: File[UploadedFile]) -> Any:
    """Send the form filled in; it is only checked."""
    _form(request, form_id)
    name, content = file.name or "form.xlsx", file.read()
    kept = services.plan_file(request.user, FORM_IMPORTER, str(form_id), name, content)
    return Status(201, _plan_out(kept))


@uploads.get("/{upload_id}", response={200: UploadOut, **REFUSALS}, operation_id="readUpload")
def read(request: SignedInRequest, upload_id: KeyInPath) -> Any:
    """A dry run, its first thousand rows."""
    return _plan_out(_upload(request, upload_id))


@uploads.get("/{upload_id}/errors", response={200: None, **REFUSALS}, operation_id="takeErrors")
def errors(request: SignedInRequest, upload_id: KeyInPath) -> Any:
    """The workbook as it was sent, with its errors."""
    kept = _upload(request, upload_id)
    content = errors_workbook(kept)
    about = Export("imports.download_errors", kept, {"importer": kept.importer, "subject": kept.subject})
    return send_file(request, content, f"{kept.pk}-errors.xlsx", about=about)


@uploads.post("/{upload_id}/apply", response={200: UploadOut, **CONFLICTS}, operation_id="applyUpload")
def apply(request: SignedInRequest, upload_id: KeyInPath, given: ApplyIn) -> Any:
    """Write what the dry run says, in one transaction; asking again does nothing."""
    _upload(request, upload_id)
    return _plan_out(services.apply(request.user, upload_id, **given.dict())[0])


@uploads.post("/{upload_id}/discard", response={200: UploadOut, **CONFLICTS}, operation_id="discardUpload")
def discard(request: SignedInRequest, upload_id: KeyInPath) -> Any:
    """Close a dry run without writing."""
    _upload(request, upload_id)
    return _plan_out(services.discard(request.user, upload_id))


def _form(request: SignedInRequest, pk: int) -> Return:
    require(request.user, "returns.view")
    forms = Return.objects.visible_to(request.user).select_related(
        "collection", "platform__unit", "submitted_by", "first_reviewer", "second_reviewer", "locked_by"
    )
    form: Return | None = forms.filter(pk=pk).first()
    if form is None:
        raise Http404
    return form


def _upload(request: SignedInRequest, pk: int) -> ImportPlan:
    require(request.user, "returns.view")
    importers = [FORM_IMPORTER.key, MANY_FORMS_IMPORTER.key]
    kept: ImportPlan | None = (
        ImportPlan.objects.visible_to(request.user).filter(pk=pk, importer__in=importers).first()
    )
    if kept is None:
        raise Http404
    return kept


def _plan_out(plan: ImportPlan) -> dict[str, Any]:
    return {
        "id": plan.pk,
        "state": plan.state,
        "file_name": plan.file_name,
        "counts": plan.summary["counts"],
        "lines": [PlannedLine(*line)._asdict() for line in plan.lines[:MOST_LINES]],
    }
