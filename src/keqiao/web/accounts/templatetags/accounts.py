"""``{% load accounts %}``: what the sign-in page of an empty system says."""

from __future__ import annotations

from typing import Any

from django import template

from keqiao.web.accounts.first_start import COMMAND, is_empty

register = template.Library()


@register.inclusion_tag("accounts/first_start.html")
def first_start() -> dict[str, Any]:
    """On a system without any user: which command makes the first administrators. Else nothing."""
    return {"empty": is_empty(), "command": COMMAND}
