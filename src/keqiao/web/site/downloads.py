"""The one way out for files: every workbook, document, picture and archive that a browser or a program takes.

:func:`send_file` writes the entry of the audit log, names the file safely (RFC 6266) and tells the browser that
nothing of it may run or be kept. ``tests/architecture/test_downloads.py`` finds whoever answers a file otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import IOBase
from pathlib import Path, PurePosixPath
from typing import IO, Any, overload

from django.core.files import File
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from keqiao.web.accounts.access import signed_in
from keqiao.web.accounts.witness import record
from keqiao.web.site.tables import Table, workbook

OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".docx": f"{OFFICE}.wordprocessingml.document",
    ".html": "text/html; charset=utf-8",
    ".jsonl": "application/x-ndjson; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".xlsx": f"{OFFICE}.spreadsheetml.sheet",
    ".yaml": "application/yaml; charset=utf-8",
    ".zip": "application/zip",
}
"""The media types of what the product makes, by the end of the name."""
LONGEST_NAME = 120
FORBIDDEN = '<>:"/\\|?*'
"""Characters that Windows takes in no name."""

Content = Table | bytes | Path | IO[bytes] | File | Iterator[bytes]


@dataclass(frozen=True)
class Export:
    """What the audit log keeps of a file that was taken: ``action`` ("room.export"), of what, and how asked for."""

    action: str
    target: Any = None
    detail: dict[str, Any] = field(default_factory=dict)


@overload
def send_file(
    request: HttpRequest,
    content: Table | bytes,
    name: str,
    *,
    about: Export | None,
    media_type: str = "",
    inline: bool = False,
) -> HttpResponse: ...
@overload
def send_file(
    request: HttpRequest,
    content: Path | IO[bytes] | File | Iterator[bytes],
    name: str,
    *,
    about: Export | None,
    media_type: str = "",
    inline: bool = False,
) -> HttpResponseBase: ...
def send_file(
    request: HttpRequest,
    content: Content,
    name: str,
    *,
    about: Export | None,
    media_type: str = "",
    inline: bool = False,
) -> HttpResponseBase:
    """Answer ``content`` as a file called ``name``; its end (".xlsx") says the media type unless that is given.

    A :class:`Table` becomes a workbook with the reader's name in it. ``about`` is written into the audit log before
    the file leaves; None only for what holds nothing of the installation (an empty form), for a picture of what the
    page showed, and where the act itself has just been written down. ``inline``: a picture within a page.

    Raises KeyError for an end that is none of :data:`TYPES`, OSError for a path that cannot be read, PermissionDenied
    for a table or an export that nobody signed in asks for.
    """
    media_type = media_type or TYPES[PurePosixPath(name).suffix.lower()]
    response: HttpResponse | StreamingHttpResponse
    detail: dict[str, Any] = {}
    if isinstance(content, Table):
        detail = {"rows": len(content.rows)}
        response = HttpResponse(workbook(content, signed_in(request)), content_type=media_type)
    elif isinstance(content, bytes):
        response = HttpResponse(content, content_type=media_type)
    elif isinstance(content, Path):
        response = FileResponse(content.open("rb"), content_type=media_type)
    elif isinstance(content, IOBase | File) or hasattr(content, "read"):
        response = FileResponse(content, content_type=media_type)
    else:
        response = StreamingHttpResponse(content, content_type=media_type)
    if about is not None:
        record(signed_in(request), about.action, target=about.target, detail=detail | about.detail)
    disposition = content_disposition_header(as_attachment=not inline, filename=safe_name(name))
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def safe_name(name: str) -> str:
    """A name that every system takes: no separators, no control characters, at most 120 characters, its end kept."""
    stem, dot, suffix = name.rpartition(".")
    stem, suffix = (stem, dot + suffix) if dot else (name, "")
    kept = "".join("_" if letter in FORBIDDEN or not letter.isprintable() else letter for letter in stem)
    return (kept[: LONGEST_NAME - len(suffix)].strip(" .") or "file") + suffix
