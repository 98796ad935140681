"""What every template may use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from keqiao import __version__
from keqiao.web.site import navigation
from keqiao.web.site.rooms import Registry

Processor = Callable[[HttpRequest], Mapping[str, Any]]
CONTEXT: Registry[Processor] = Registry("site.context")
"""What rooms give to every template (of the head and foot of the page)."""


def of_rooms(request: HttpRequest) -> dict[str, Any]:
    """What the rooms give, such as ``region``."""
    return {name: value for processor in CONTEXT for name, value in processor(request).items()}


def site(request: HttpRequest) -> dict[str, Any]:
    """``idle_seconds``, ``navigation``, ``search_address``, ``footer``, ``product_version``."""
    user = getattr(request, "user", None)
    return {
        "idle_seconds": settings.IDLE_SECONDS,
        "navigation": SimpleLazyObject(lambda: navigation.sections(user, request.path_info) if user else []),
        "search_address": navigation.search_address(),
        "footer": settings.FOOTER,
        "product_version": __version__,
    }
