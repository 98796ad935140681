"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from keqiao import __version__


def site(request: HttpRequest) -> dict[str, Any]:
    """``footer`` and ``version``."""
    return {"footer": settings.FOOTER, "version": __version__}
