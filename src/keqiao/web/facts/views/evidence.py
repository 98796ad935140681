"""Evidence files for those who may see them: to take, or drawn page by page in the browser."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.audit.services import record
from keqiao.web.facts.evidence_pictures import NotPictured, count_pages, is_picturable, page_picture
from keqiao.web.facts.file_names import file_name
from keqiao.web.facts.models import Evidence
from keqiao.web.site.downloads import Export, send_file

MOST_PAGES_AT_ONCE = 10
MOST_OTHERS = 20


@require_safe
@right_required("facts.view")
def evidence(request: SignedInRequest, sha256: str) -> HttpResponseBase:
    """An evidence file as a download, never shown within the site; taking it is written down."""
    evidence = _open_to(request, sha256)
    try:
        stream = evidence.file.open("rb")
    except OSError as error:
        raise Http404 from error
    return send_file(
        request,
        stream,
        file_name(evidence.original_name, evidence.media_type),
        about=Export("facts.open_evidence", evidence, {"sha256": sha256}),
        media_type=evidence.media_type,
    )


@require_safe
@right_required("facts.view")
def evidence_page(request: SignedInRequest, sha256: str) -> HttpResponse:
    """What a file is and, for PDF and pictures, its pages; ``?page=11`` begins with that one."""
    evidence = _open_to(request, sha256)
    number = request.GET.get("page", "1")
    first = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    pages, problem = 0, ""
    if is_picturable(evidence):
        try:
            pages = count_pages(evidence)
        except NotPictured as error:
            problem = str(error)
    first = max(1, min(first, pages))
    numbers = range(first, min(first + MOST_PAGES_AT_ONCE, pages + 1))
    if request.method == "GET":
        record(request.user, "facts.open_evidence", evidence, {"sha256": sha256, "shown": True})
    context = {
        "file": evidence,
        "others": Evidence.objects.visible_to(request.user)
        .filter(sha256=sha256)
        .exclude(pk=evidence.pk)
        .select_related("uploaded_by__unit")[:MOST_OTHERS],
        "name": file_name(evidence.original_name, evidence.media_type),
        "picturable": is_picturable(evidence),
        "problem": problem,
        "pages": pages,
        "shown": numbers,
        "before": max(first - MOST_PAGES_AT_ONCE, 1) if first > 1 else 0,
        "after": numbers.stop if numbers.stop <= pages else 0,
    }
    return render(request, "facts/evidence.html", context)


@require_safe
@right_required("facts.view")
def evidence_picture(request: SignedInRequest, sha256: str, number: int) -> HttpResponse:
    """One page of a file as PNG."""
    evidence = _open_to(request, sha256)
    if not is_picturable(evidence) or number > 100_000:
        raise Http404
    try:
        drawn = page_picture(evidence, number)
    except IndexError as error:
        raise Http404 from error
    except NotPictured as error:
        if not error.busy:
            raise Http404 from error
        response = HttpResponse(str(error), status=503, content_type="text/plain; charset=utf-8")
        response["Retry-After"] = "30"
        return response
    # The page that shows it has been written down.
    return send_file(request, drawn, f"{number}.png", about=None, inline=True)


def _open_to(request: SignedInRequest, sha256: str) -> Evidence:
    """The file as ``?as=`` names it, else as handed in last, of what the user may see.

    Raises Http404 alike for a hidden file and for none.
    """
    files = list(Evidence.objects.visible_to(request.user).filter(sha256=sha256))
    if not files:
        raise Http404
    return next((file for file in files if str(file.pk) == request.GET.get("as")), files[0])
