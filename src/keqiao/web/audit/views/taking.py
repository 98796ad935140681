"""Taking the log away: as a workbook to read, as a file whose hashes a third party computes again. Both are written
into the log.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.audit import files, selectors
from keqiao.web.audit.content import CHUNK
from keqiao.web.audit.forms import SearchForm
from keqiao.web.audit.services import record
from keqiao.web.audit.views.entries import entry_table
from keqiao.web.site.tables import workbook_response

MOST_IN_WORKBOOK = 10_000


@require_safe
@right_required("audit.export")
def workbook(request: HttpRequest) -> HttpResponse:
    """The entries that fit the form (at most 10 000, the newest) as an Excel workbook with their hashes."""
    form = SearchForm(request.GET)
    entries = selectors.search(selectors.visible_to(request.user), form.wanted())[:MOST_IN_WORKBOOK]
    table = entry_table(entries, whole=True)
    record(
        request.user,
        "audit.export",
        detail={"format": "xlsx", "query": _asked(request), "rows": len(table.rows)},
    )
    day = timezone.localdate().isoformat()
    return workbook_response(table, request.user, f"{_('Audit log')}-{day}.xlsx")


@require_safe
@right_required("audit.export")
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The entries that fit the form, oldest first, one JSON object per line with everything the hash covers.

    The log notes the last number and hash before the file goes out, so a shortened copy is recognised by them.
    """
    form = SearchForm(request.GET)
    found = selectors.search(selectors.visible_to(request.user), form.wanted())
    last = found.first()
    rows = found.filter(number__lte=last.number) if last else found.none()
    detail = {"format": "jsonl", "query": _asked(request), "rows": rows.order_by().count()}
    if last:
        detail |= {"last": last.number, "last_hash": last.hash}
    record(request.user, "audit.export", detail=detail)
    stream = files.lines(rows.order_by("number").iterator(chunk_size=CHUNK))
    response = StreamingHttpResponse(stream, content_type="application/x-ndjson; charset=utf-8")
    name = f"audit-{timezone.localdate().isoformat()}.jsonl"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


def _asked(request: HttpRequest) -> dict[str, str]:
    """What was searched for, without empty fields."""
    return {
        key: str(value)[:200] for key, value in request.GET.items() if value and key in SearchForm.base_fields
    }
