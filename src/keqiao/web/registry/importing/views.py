"""Pages of imports of a register: the template, the rows in its form, to upload and to paste."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.imports.views import paste_page, upload_page
from keqiao.web.registry.importing import books
from keqiao.web.registry.importing.importer import REGISTER_IMPORTER, may_import
from keqiao.web.registry.importing.reading import MOST_LINES
from keqiao.web.registry.models.record import EDIT_RIGHTS
from keqiao.web.registry.registers import Register, register_of
from keqiao.web.site.downloads import Export, send_file


@require_safe
@right_required(*EDIT_RIGHTS)
def template(request: SignedInRequest, key: str) -> HttpResponse:
    """The workbook to fill in."""
    register = _register(request, key)
    return send_file(request, books.template(request.user, register), f"{register.title}.xlsx", about=None)


@require_safe
@right_required(*EDIT_RIGHTS)
def rows(request: SignedInRequest, key: str) -> HttpResponse:
    """The rows that the user keeps, in the form of the template: to be changed in Excel and imported again."""
    register = _register(request, key)
    rows = register.model.objects.current().editable_by(request.user).order_by("pk")
    listed = list(rows[: MOST_LINES + 1])
    content = books.template(request.user, register, listed[:MOST_LINES])
    name = f"{register.title}-{timezone.localdate().isoformat()}.xlsx"
    return send_file(request, content, name, about=Export("registry.export", key, {"rows": len(listed)}))


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(*EDIT_RIGHTS)
def import_file(request: SignedInRequest, key: str) -> HttpResponse:
    """Upload a workbook; it is only checked."""
    _register(request, key)
    return upload_page(request, REGISTER_IMPORTER, key)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(*EDIT_RIGHTS)
def paste(request: SignedInRequest, key: str) -> HttpResponse:
    """Paste rows; they are only checked."""
    _register(request, key)
    return paste_page(request, REGISTER_IMPORTER, key, _initial(request))


def _register(request: SignedInRequest, key: str) -> Register:
    register = register_of(key)
    may_import(request.user, register)
    return register


def _initial(request: HttpRequest) -> dict[str, str]:
    """Values for all lines that the address brings along, e.g. ``?platform=P01``."""
    platform = request.GET.get("platform", "")[:40]
    return {f"common-{name}": platform for name in ("platform", "owner_platform")} if platform else {}
