"""All addresses: one line per room."""

from __future__ import annotations

from django.urls import URLResolver, include, path
from django.urls.resolvers import RoutePattern
from django.views.i18n import set_language

from keqiao.web.site import views

ROOMS = [
    "accounts",
    "audit",
    "jobs",
    "charts",
    "notices",
    "registry",
    "facts",
    "returns",
    "evaluations",
    "funding",
    "dashboards",
]
"""Each room's urls.py writes its whole addresses and has app_name = room."""

handler400 = "keqiao.web.site.errors.bad_request"
handler403 = "keqiao.web.site.errors.permission_denied"
handler404 = "keqiao.web.site.errors.page_not_found"
handler500 = "keqiao.web.site.errors.server_error"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("i18n/setlang/", set_language, name="set_language"),
    # Read when an address of the API is asked for: its many schemas take a second to build.
    URLResolver(RoutePattern("api/v1/"), "keqiao.web.site.api", None, "ninja", "api"),
    *[path("", include(f"keqiao.web.{room}.urls")) for room in ROOMS],
]
