"""``{% load registry %}``: the name of a row in the reader's language, and the way to a page."""

from __future__ import annotations

from typing import Any

from django import template

from keqiao.web.registry import language

register = template.Library()


@register.simple_tag
def in_language(zh: str, en: str) -> str:
    """Print the Chinese or the English text by the reader's language."""
    return language.in_language(zh, en)


@register.simple_tag
def trail(*parts: Any) -> list[tuple[Any, str]]:
    """Return breadcrumbs of label, address, label, address …"""
    return list(zip(parts[::2], parts[1::2], strict=True))
