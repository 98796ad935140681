"""Lists: what the address asks for, filters over all rows, order, pages, and the same rows as a file."""

from keqiao.web.site.lists.address import LONGEST_WORDS, clean, turned
from keqiao.web.site.lists.narrowing import in_words, with_value, with_words
from keqiao.web.site.lists.page import Filter, Heading, ListPage
from keqiao.web.site.lists.view import ListView

__all__ = [
    "LONGEST_WORDS",
    "Filter",
    "Heading",
    "ListPage",
    "ListView",
    "clean",
    "in_words",
    "turned",
    "with_value",
    "with_words",
]
