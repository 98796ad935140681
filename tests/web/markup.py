"""How tests read a page: its elements and words, but not how its template is laid out."""

import re
from typing import Any


def markup(page: Any) -> str:
    """The HTML of an answer (or an HTML text) without the white space that stands for nothing.

    Runs of white space are one space; beside the brackets of a tag there is none: ``<td>4</td>``, ``<input name="a"
    checked>``.
    """
    html = page if isinstance(page, str) else page.content.decode()
    html = re.sub(r"\s+", " ", html)
    return re.sub(r"> | (?=<)| (?=/?>)", lambda found: found[0].strip(), html)
