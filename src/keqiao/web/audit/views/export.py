"""Taking the log away as a file whose hashes a third party computes again; it is written into the log."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.audit import files, log_filters, selectors
from keqiao.web.audit.content import CHUNK
from keqiao.web.site.downloads import Export, send_file
from keqiao.web.site.lists import ListPage


@require_safe
@right_required("audit.export")
def export(request: SignedInRequest) -> HttpResponseBase:
    """The entries that fit the form, oldest first, one JSON object per line with everything the hash covers.

    The log notes the last number and hash before the file goes out, so a shortened copy is recognised by them.
    """
    wanted = ListPage(request, log_filters.filters())
    entries = wanted.select(selectors.visible_to(request.user)).order_by("-number")
    last = entries.first()
    rows = entries.filter(number__lte=last.number) if last else entries.none()
    detail = {"format": "jsonl", "query": _query(wanted), "rows": rows.order_by().count()}
    if last:
        detail |= {"last": last.number, "last_hash": last.hash}
    stream = files.lines(rows.order_by("number").iterator(chunk_size=CHUNK))
    name = f"audit-{timezone.localdate().isoformat()}.jsonl"
    return send_file(request, stream, name, about=Export("audit.export", detail=detail))


def _query(wanted: ListPage) -> dict[str, str]:
    """What was searched for, without what is empty."""
    return {filter.name: filter.value for filter in wanted.filters if filter.value}
