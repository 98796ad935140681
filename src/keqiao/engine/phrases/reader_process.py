"""Prose read in a process of its own, for files that somebody else made (:mod:`keqiao.files.confinement`)."""

from __future__ import annotations

import json
from pathlib import Path

from keqiao.engine.phrases.sources import numbered_lines, paragraphs_of
from keqiao.engine.phrases.word_text import BoundPlace, ProseParagraph
from keqiao.language import Message


def lines(path: Path) -> bytes:
    """The lines of a Word document, PDF or text as JSON; see :func:`~keqiao.engine.phrases.sources.numbered_lines`."""
    return json.dumps(numbered_lines(paragraphs_of(path)), ensure_ascii=False).encode()


def paragraphs(path: Path) -> bytes:
    """The paragraphs of a Word document, PDF or text as JSON, with places and bookmarks; see :func:`from_json`."""
    entries = [
        {
            "place": [paragraph.place.template, paragraph.place.values],
            "text": paragraph.text,
            "bound": [[bound.name, bound.start, bound.end] for bound in paragraph.bound],
            "cell": paragraph.cell,
        }
        for paragraph in paragraphs_of(path)
    ]
    return json.dumps(entries, ensure_ascii=False).encode()


def from_json(answer: bytes) -> list[ProseParagraph]:
    """The paragraphs that :func:`paragraphs` gave in the other process."""
    return [
        ProseParagraph(
            Message(*entry["place"]),
            entry["text"],
            [BoundPlace(*bound) for bound in entry["bound"]],
            None if entry["cell"] is None else (entry["cell"][0], entry["cell"][1], entry["cell"][2]),
        )
        for entry in json.loads(answer)
    ]
