"""Small files that really open, for tests that hand evidence in."""

from __future__ import annotations

import io

from PIL import Image

from keqiao.demo.evidence import pdf

PDF = pdf("work-P01-2023", ["a small report"])


def paper(text: str) -> bytes:
    """A PDF of one page that says ``text``."""
    return pdf("work-P01-2023", [text])


def picture() -> bytes:
    """A small PNG."""
    out = io.BytesIO()
    Image.new("RGB", (4, 2), "red").save(out, "PNG")
    return out.getvalue()


PNG = picture()
