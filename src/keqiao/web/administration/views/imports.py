"""Importing users from Excel: template, dry run, then all of them and their one-time passwords as a file, once."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.administration.forms import ImportForm
from keqiao.web.administration.services import imports
from keqiao.web.administration.views.parts import INVALID
from keqiao.web.site.downloads import send_file
from keqiao.web.site.tables import Column, Table

SALT = "keqiao.accounts.import"
GOOD_FOR = 3600
"""Seconds within which a dry run may be carried out."""


@require_safe
@right_required("accounts.users")
def import_template(request: HttpRequest) -> HttpResponse:
    """The template."""
    return send_file(request, imports.template(), f"{_('User import')}.xlsx", about=None)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@right_required("accounts.users")
def import_users(request: HttpRequest) -> HttpResponse:
    """Upload a file and see what it would do; nothing is written."""
    form = (
        ImportForm(request.POST or None, request.FILES or None) if request.method == "POST" else ImportForm()
    )
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        found = imports.dry_run(upload.read(imports.LARGEST_FILE + 1))
        context |= _shown(request, found)
        return render(
            request, "administration/import.html", context, status=INVALID if found.problems else 200
        )
    return render(request, "administration/import.html", context, status=INVALID if form.is_bound else 200)


def _shown(request: HttpRequest, found: imports.DryRun) -> dict[str, Any]:
    """A dry run for the page: its problems, or its rows with a signed copy of them to be sent back."""
    if found.problems:
        columns = [
            Column("cell", _("Cell")),
            Column("heading", _("Column")),
            Column("said", _("What is wrong")),
        ]
        rows = [{"cell": one.cell, "heading": one.heading, "said": one.said} for one in found.problems[:500]]
        note = _("%(good)d rows are right. Nothing has been written.") % {"good": len(found.rows)}
        return {"problems": Table(_("Errors in the file"), columns, rows, note=note, name="problems")}
    names = imports.headings()
    columns = [Column(key, names[key]) for key in imports.KEYS]
    rows = [row | {"roles": _(", ").join(row["roles"])} for row in found.plain()]
    return {
        "rows": Table(_("Users to be created"), columns, rows, name="rows"),
        "count": len(rows),
        "signed": signing.dumps({"by": request.user.pk, "rows": found.plain()}, salt=SALT, compress=True),
    }


@require_POST
@never_cache
@right_required("accounts.users")
def create_imported(request: SignedInRequest) -> HttpResponse:
    """Create what the dry run showed; answers with the Excel of the one-time passwords, which is kept nowhere."""
    try:
        sent = signing.loads(request.POST.get("signed", ""), salt=SALT, max_age=GOOD_FOR)
        if sent["by"] != request.user.pk:
            raise ValidationError(_("Another administrator made this dry run. Upload the file again."))
        rows = [imports.Row(**row | {"roles": tuple(row["roles"])}) for row in sent["rows"]]
        content = imports.create_all(request.user, rows)
    except signing.BadSignature:
        reasons = [_("The dry run is too old. Upload the file again.")]
    except ValidationError as error:
        reasons = error.messages
    else:
        name = f"{_('One-time passwords')}-{timezone.localdate().isoformat()}.xlsx"
        # Each account that was created has its own entry.
        return send_file(request, content, name, about=None)
    context = {"form": ImportForm(), "refused": reasons}
    return render(request, "administration/import.html", context, status=INVALID)
