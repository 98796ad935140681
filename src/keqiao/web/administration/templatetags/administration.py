"""``{% load administration %}``: the tabs of the administration, and what its pages ask of a user."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from keqiao.web.accounts.actors import Actor

register = template.Library()

TABS = (
    ("users", _("Users")),
    ("roles", _("Roles")),
    ("units", _("Units")),
    ("proposals", _("Proposed roles")),
    ("resets", _("Password resets")),
)


@register.filter
def has(user: Actor, right: str) -> bool:
    """Whether a user has a right: ``{% if request.user|has:"accounts.users" %}``."""
    return bool(user.has_right(right))


@register.simple_tag
def trail(label: Any, url: str) -> list[tuple[Any, str]]:
    """The one page that leads here, for ``{% page_header %}``."""
    return [(label, url)]


@register.inclusion_tag("administration/tabs.html", takes_context=True)
def administration_tabs(context: template.Context, current: str) -> dict[str, Any]:
    """The pages of the administration; ``current`` is the name of this one."""
    user = context["request"].user
    tabs = [(name, label, reverse(f"administration:{name}")) for name, label in TABS]
    if user.has_right("accounts.roles"):
        tabs.append(("all_tokens", _("API tokens"), reverse("administration:all_tokens")))
        tabs.append(("locks", _("Locked sign-ins"), reverse("administration:locks")))
    return {"tabs": tabs, "current": current}
