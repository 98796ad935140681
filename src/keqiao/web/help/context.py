"""Where the link in the head of every page leads: to the document about the page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from keqiao.web.site.rooms import rooms


def document_about(namespace: str, address: str) -> str:
    """The name of the document about a page, as its room declares it; empty where it declares none."""
    about = next((room.help for room in rooms() if room.label == namespace), {})
    return about.get(address, about.get("", ""))


def help_address(request: HttpRequest) -> dict[str, Any]:
    """``help_address``: the document about the present page, else the table of contents; for who is not signed in, how
    to do that.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"help_address": reverse("help:sign_in")}
    match = request.resolver_match
    document = document_about(match.namespace, match.url_name or "") if match else ""
    address = reverse("help:document", args=[document]) if document else reverse("help:contents")
    return {"help_address": address}
