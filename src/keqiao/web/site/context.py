"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from keqiao import __version__
from keqiao.web.site import navigation


def site(request: HttpRequest) -> dict[str, Any]:
    """``navigation``, ``search_address``, ``footer``, ``product_version``."""
    user = getattr(request, "user", None)
    return {
        "navigation": SimpleLazyObject(lambda: navigation.items(user, request.path_info) if user else []),
        "search_address": navigation.search_address(),
        "footer": settings.FOOTER,
        "product_version": __version__,
    }
