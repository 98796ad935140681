"""Small files that really open, for tests that hand evidence in."""

from __future__ import annotations

from keqiao.demo.evidence import pdf

PDF = pdf("work-P01-2023", ["a small report"])


def paper(text: str) -> bytes:
    """A PDF of one page that says ``text``."""
    return pdf("work-P01-2023", [text])
