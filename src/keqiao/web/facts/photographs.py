"""Photographs: whether they open, and drawn anew as PNG; for a process of its own, without Django."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from keqiao.files.problems import FileProblem
from keqiao.language import message

MOST_PIXELS = 25_000_000
"""A picture that unpacks to more is refused by its header."""
WIDEST, TALLEST = 1600, 2400
"""Pixels of a picture that is shown, at most."""


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Any]:
    """A PNG or JPEG, not decoded yet. Raises FileProblem for one that is too large, then or later for a damaged one."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # asked here, by the header
    try:
        with Image.open(path, formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise FileProblem(
                    "too_many_pixels",
                    message(
                        "The picture has {width} × {height} pixels; at most {most} million are accepted.",
                        width=picture.width,
                        height=picture.height,
                        most=MOST_PIXELS // 1_000_000,
                    ),
                    message("Make it smaller and hand it in again."),
                )
            yield picture
    except (OSError, ValueError, SyntaxError) as error:
        raise FileProblem(
            "damaged",
            message("The picture is damaged and cannot be opened."),
            message("Open it in the program that wrote it, and save it anew."),
        ) from error


def require_picture(path: Path) -> None:
    """Decode a picture. Raises FileProblem."""
    with opened(path) as picture:
        picture.load()


def upright(path: Path) -> bytes:
    """The task: a photograph as PNG, upright, no larger than a page, without what is hidden in it."""
    from PIL import ImageOps

    out = io.BytesIO()
    with opened(path) as picture:
        picture.draft("RGB", (WIDEST, TALLEST))
        picture.thumbnail((WIDEST, TALLEST))
        ImageOps.exif_transpose(picture).convert("RGB").save(out, "PNG")
    return out.getvalue()
