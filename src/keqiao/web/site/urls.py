"""All addresses: what belongs to no room, and the addresses of each room (``urls.py``, with app_name = room)."""

from __future__ import annotations

from django.urls import URLResolver, include, path
from django.urls.resolvers import RoutePattern
from django.views.i18n import set_language

from keqiao.web.site import metrics, views
from keqiao.web.site.rooms import rooms

handler400 = "keqiao.web.site.errors.bad_request"
handler403 = "keqiao.web.site.errors.permission_denied"
handler404 = "keqiao.web.site.errors.page_not_found"
handler500 = "keqiao.web.site.errors.server_error"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("i18n/setlang/", set_language, name="set_language"),
    # Read when an address of the API is asked for: its many schemas take a second to build.
    URLResolver(RoutePattern("api/v1/"), "keqiao.web.site.api", None, "ninja", "api"),
    *[path("", include(f"{room.package}.{room.urls}")) for room in rooms() if room.urls],
]
