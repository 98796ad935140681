"""Templates from the rooms, with marks of punctuation where they belong: right behind the word before them.

The formatter breaks long lines before ``{% colon %}`` as before any tag; a blank would stand before the mark then,
which neither language writes.
"""

from __future__ import annotations

import re

from django.template import Origin
from django.template.loaders import app_directories

_BREAK = re.compile(r"\s{1,64}(?=\{% (?:colon|comma|semicolon) %\})")


class Loader(app_directories.Loader):
    """Django's loader of the applications' templates, without blanks before marks."""

    def get_contents(self, origin: Origin) -> str:
        """Return the text of a template."""
        return _BREAK.sub("", super().get_contents(origin))
