"""Pages: download a workbook, and upload it filled in."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.imports.views import upload_page
from keqiao.web.returns.services.bulk_entry import require_many
from keqiao.web.returns.uploading import books
from keqiao.web.returns.uploading.importer import FORM_IMPORTER, MANY_FORMS_IMPORTER
from keqiao.web.site.downloads import Export, send_file


@require_safe
@right_required("returns.view")
def workbook(request: SignedInRequest, pk: int) -> HttpResponse:
    """The platform's own form as a workbook."""
    form = FORM_IMPORTER.subject(request.user, str(pk))
    content = books.form_workbook(request.user, form)
    about = Export("returns.download_workbook", form, {"version": form.version})
    name = f"{form.collection.form_number}-{form.collection.period}-{form.platform}.xlsx"
    return send_file(request, content, name, about=about)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required("returns.fill")
def upload(request: SignedInRequest, pk: int) -> HttpResponse:
    """Upload the platform's form; it is only checked."""
    return upload_page(request, FORM_IMPORTER, str(pk))


@require_safe
@right_required("returns.open")
def many_workbook(request: SignedInRequest, pk: int) -> HttpResponse:
    """The workbook of many platforms."""
    require_many(request.user)
    collection = MANY_FORMS_IMPORTER.subject(request.user, str(pk))
    try:
        content = books.many_workbook(request.user, collection)
    except ValidationError as error:
        return upload_page(request, MANY_FORMS_IMPORTER, str(pk), error.messages)
    name = f"{collection.form_number}-{collection.period}-{_('all platforms')}.xlsx"
    return send_file(request, content, name, about=Export("returns.download_workbook", collection))


@require_http_methods(["GET", "HEAD", "POST"])
@right_required("returns.open")
def many_upload(request: SignedInRequest, pk: int) -> HttpResponse:
    """Upload the workbook of many platforms; it is only checked."""
    require_many(request.user)
    return upload_page(request, MANY_FORMS_IMPORTER, str(pk))
