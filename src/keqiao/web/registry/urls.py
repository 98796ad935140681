"""Addresses of the registry."""

from django.urls import path

from keqiao.web.registry import views
from keqiao.web.registry.editing.urls import urlpatterns as keeping
from keqiao.web.registry.importing.urls import urlpatterns as importing
from keqiao.web.registry.merging.urls import urlpatterns as merging
from keqiao.web.registry.reminders.urls import urlpatterns as reminders
from keqiao.web.registry.verification.urls import urlpatterns as verification

app_name = "registry"
urlpatterns = [
    path("platforms/", views.platforms, name="platforms"),
    path("platforms/export.xlsx", views.platforms_workbook, name="platforms_workbook"),
    path("platforms/<slug:code>/", views.platform, name="platform"),
    path("platforms/<slug:code>/<slug:key>/", views.PlatformRegister.as_view(), name="register"),
    *importing,
    *merging,
    *keeping,
    *reminders,
    *verification,
]
