"""All addresses: one line per room."""

from __future__ import annotations

from django.urls import include, path
from django.views.i18n import set_language

from keqiao.web.site import views
from keqiao.web.site.api import api

ROOMS = ["accounts", "audit", "jobs", "charts", "registry", "facts", "evaluations", "dashboards"]
"""Each room's urls.py writes its whole addresses and has app_name = room."""

handler400 = "keqiao.web.site.errors.bad_request"
handler403 = "keqiao.web.site.errors.permission_denied"
handler404 = "keqiao.web.site.errors.page_not_found"
handler500 = "keqiao.web.site.errors.server_error"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("i18n/setlang/", set_language, name="set_language"),
    path("api/v1/", api.urls),
    *[path("", include(f"keqiao.web.{room}.urls")) for room in ROOMS],
]
