"""Users from Excel: the template, and the page to upload it filled in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.administration.importing.importer import USER_IMPORTER
from keqiao.web.administration.importing.template import template
from keqiao.web.imports.views import upload_page
from keqiao.web.site.downloads import send_file


@require_safe
@right_required("accounts.users")
def import_template(request: HttpRequest) -> HttpResponse:
    """The template."""
    return send_file(request, template(), f"{_('User import')}.xlsx", about=None)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required("accounts.users")
def import_users(request: SignedInRequest) -> HttpResponse:
    """Upload a list of users; it is only checked."""
    return upload_page(request, USER_IMPORTER, "")
