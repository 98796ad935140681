"""Marks of the reader's language in every template, without loading: see :mod:`keqiao.web.site.punctuation`."""

from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.site import punctuation

register = template.Library()
register.filter("in_brackets", punctuation.in_brackets)
register.filter("bracketed", punctuation.bracketed)


@register.simple_tag
def colon() -> str:
    """What stands between a term and what it says."""
    return _(": ")


@register.simple_tag
def semicolon() -> str:
    """What stands between groups of words."""
    return _("; ")


@register.simple_tag
def comma() -> str:
    """What stands between parts of one statement."""
    return pgettext("clauses", ", ")


@register.filter
def labelled(label: Any, text: Any) -> str:
    """A term and what it says."""
    return punctuation.labelled(label, text)
