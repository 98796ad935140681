"""Taking the log away: as a workbook to read, as a file whose hashes a third party computes again. Both are written
into the log.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.audit import files, selectors
from keqiao.web.audit.content import CHUNK
from keqiao.web.audit.forms import SearchForm
from keqiao.web.audit.views.entries import entry_table
from keqiao.web.site.downloads import Export, send_file

MOST_IN_WORKBOOK = 10_000


@require_safe
@right_required("audit.export")
def workbook(request: SignedInRequest) -> HttpResponse:
    """The entries that fit the form (at most 10 000, the newest) as an Excel workbook with their hashes."""
    form = SearchForm(request.GET)
    entries = selectors.search(selectors.visible_to(request.user), form.wanted())[:MOST_IN_WORKBOOK]
    table = entry_table(entries, whole=True)
    day = timezone.localdate().isoformat()
    about = Export("audit.export", detail={"format": "xlsx", "query": _asked(request)})
    return send_file(request, table, f"{_('Audit log')}-{day}.xlsx", about=about)


@require_safe
@right_required("audit.export")
def export(request: SignedInRequest) -> HttpResponseBase:
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
    stream = files.lines(rows.order_by("number").iterator(chunk_size=CHUNK))
    name = f"audit-{timezone.localdate().isoformat()}.jsonl"
    return send_file(request, stream, name, about=Export("audit.export", detail=detail))


def _asked(request: HttpRequest) -> dict[str, str]:
    """What was searched for, without empty fields."""
    return {
        key: str(value)[:200] for key, value in request.GET.items() if value and key in SearchForm.base_fields
    }
