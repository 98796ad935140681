"""Evidence as pictures: pages of PDF files and photographs are shown as PNG, never as what was uploaded.

A PDF may hold scripts, a picture anything behind its end; what the browser gets is drawn anew from them.
"""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

from django.utils.translation import gettext as _

from keqiao.web.facts.models import Evidence
from keqiao.web.facts.pdf_pages import SECONDS, TALLEST, WIDEST

PICTURES = {"image/png", "image/jpeg"}
MOST_PIXELS = 100_000_000
"""A picture that unpacks to more is not drawn."""


class NotPictured(Exception):
    """The file cannot be shown; the message says why, in the reader's language."""


def is_picturable(evidence: Evidence) -> bool:
    """Whether files of its type are shown in the browser; others can only be taken."""
    return evidence.media_type == "application/pdf" or evidence.media_type in PICTURES


def count_pages(evidence: Evidence) -> int:
    """Return how many pages it has. Raises NotPictured."""
    if evidence.media_type in PICTURES:
        return 1
    return int(_read_pdf("count", evidence.file.path))


def page_picture(evidence: Evidence, number: int) -> bytes:
    """Return page ``number`` (from 1) as PNG. Raises NotPictured; IndexError for a page that is not there."""
    if evidence.media_type in PICTURES:
        if number != 1:
            raise IndexError(number)
        return _drawn_anew(evidence.file.path)
    return _read_pdf("picture", evidence.file.path, str(number))


def pdf_text(path: str) -> str:
    """Return the text of a PDF's first pages; of one that cannot be read, nothing."""
    try:
        return _read_pdf("text", path).decode("utf-8", "replace")
    except (NotPictured, IndexError):
        return ""


def _read_pdf(mode: str, path: str, *arguments: str) -> bytes:
    if not Path(path).is_file():
        raise NotPictured(_("The file is not in the store any more."))
    command = [sys.executable, "-m", "keqiao.web.facts.pdf_pages", mode, path, *arguments]
    try:
        # Our own program, and the path of a file that is named by its hash.
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise NotPictured(_("Drawing the file takes too long; take the file instead.")) from error
    if done.returncode == 3:
        raise IndexError(arguments)
    if done.returncode:
        raise NotPictured(
            _("The file cannot be drawn: it is damaged or protected by a password. Take the file instead.")
        )
    return done.stdout


def _drawn_anew(path: str) -> bytes:
    from PIL import Image, ImageOps

    out = io.BytesIO()
    try:
        with Image.open(path, formats=("PNG", "JPEG")) as found:
            if found.width * found.height > MOST_PIXELS:
                raise NotPictured(_("The picture is too large to be drawn; take the file instead."))
            upright = ImageOps.exif_transpose(found).convert("RGB")
            upright.thumbnail((WIDEST, TALLEST))
            upright.save(out, "PNG")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotPictured(_("The picture is damaged; take the file instead.")) from error
    return out.getvalue()
