"""The mark behind a figure that waits for its source: it is no part of the sentence that is read."""

from __future__ import annotations

from dataclasses import replace

from keqiao.engine.phrases.word_text import BoundPlace, ProseParagraph

DOUBTFUL = "【待佐证】"


def without_marks(paragraph: ProseParagraph) -> ProseParagraph:
    """The paragraph as it reads without the marks; places of bookmarks move along."""
    pieces = paragraph.text.split(DOUBTFUL)
    if len(pieces) == 1:
        return paragraph

    def moved(place: int) -> int:
        return place - len(DOUBTFUL) * paragraph.text.count(DOUBTFUL, 0, place)

    bound = [BoundPlace(place.name, moved(place.start), moved(place.end)) for place in paragraph.bound]
    return replace(paragraph, text="".join(pieces), bound=bound)
