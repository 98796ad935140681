"""Response headers that Django has no setting for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"


class PermissionsPolicy:
    """Tell the browser that no page of ours needs the camera, the microphone or the place of the user."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on and add the header to the answer."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", POLICY)
        return response
