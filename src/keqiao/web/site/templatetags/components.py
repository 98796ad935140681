"""Small parts of pages: ``{% load components %}``, then {% page_header title %}, {% badge text %} and so on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import template
from django.core.paginator import Page
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.periods import Period
from keqiao.web.audit.clock import today
from keqiao.web.site.demonstration import is_demonstration
from keqiao.web.site.stored_sentences import in_words
from keqiao.web.site.tables.due import due_status

register = template.Library()

TONES = {"good", "watch", "bad", "accent"}
LIGHTS = {"good", "near", "watch", "bad", "none"}


@register.inclusion_tag("components/page_header.html", takes_context=True)
def page_header(
    context: template.Context,
    title: Any,
    subtitle: Any = "",
    breadcrumbs: Sequence[tuple[Any, str]] | None = None,
) -> dict[str, Any]:
    """The title (h1) with breadcrumbs [(label, address), …] leading to it, a line below it, and the mark of the
    demonstration where the installation is one. A page does not lead to itself.
    """
    request = context.get("request")
    here = request.path if request is not None else None
    return {
        "title": title,
        "subtitle": subtitle,
        "breadcrumbs": [(label, address) for label, address in breadcrumbs or [] if address != here],
        "demonstration": is_demonstration(),
    }


@register.inclusion_tag("components/empty_state.html")
def empty_state(title: Any, advice: Any = "", url: str = "", action: Any = "") -> dict[str, Any]:
    """What stands where there is nothing yet: why, what to do, and a button to do it."""
    return {"title": title, "advice": advice, "url": url, "action": action}


@register.simple_tag
def badge(text: Any, tone: str = "") -> SafeString:
    """A word in a small frame; tone good, watch, bad, accent or none."""
    return format_html('<span class="mark{}">{}</span>', f" mark-{tone}" if tone in TONES else "", text)


@register.simple_tag
def light(state: str, text: Any = "") -> SafeString:
    """A light (good ●, near ◆, watch ▲, bad ■, none ○) with its word; without ``text`` the word is read out only."""
    known = state if state in LIGHTS else "none"
    words: dict[str, str | Promise] = {
        "good": _("normal"),
        "near": pgettext("light", "soon"),
        "watch": _("attention"),
        "bad": pgettext("light", "alarm"),
        "none": _("no figure"),
    }
    inner = text or format_html('<span class="visually-hidden">{}</span>', words[known])
    return format_html('<span class="light light-{}">{}</span>', known, inner)


@register.simple_tag
def due(due_on: date, soon: int) -> SafeString:
    """A due date, and behind it how far off it is where it is past or within ``soon`` days, with its light."""
    status, day = due_status(due_on, today(), soon), f"{due_on:%Y-%m-%d}"
    return (
        format_html("{} {}", day, light(status.light, status.words))
        if status.light
        else format_html("{}", day)
    )


@register.filter
def period_words(period: Period) -> str:
    """A period in words, in the reader's language."""
    return in_words(period.words)


@register.inclusion_tag("components/definition_list.html")
def definition_list(entries: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    """Terms and what they are: [(term, text), …]; entries without text are left out."""
    return {"entries": [(term, text) for term, text in entries if text not in (None, "")]}


@register.inclusion_tag("components/words_filter.html", takes_context=True)
def words_filter(context: template.Context, anchor: str = "") -> dict[str, Any]:
    """A field for ``?words=`` over the rows of all pages; the other parts of the address stay, but the page."""
    query = context["request"].GET
    others = [
        (name, value) for name, values in query.lists() for value in values if name not in {"words", "page"}
    ]
    return {"words": query.get("words", ""), "others": others, "anchor": anchor}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page[Any]) -> dict[str, Any]:
    """Links to the pages of a list; the other parts of the address stay."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    return {
        "page": page,
        "query": query.urlencode(),
        "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "ellipsis": page.paginator.ELLIPSIS,
    }
