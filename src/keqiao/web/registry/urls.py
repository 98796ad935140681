"""Addresses of the registry."""

from django.urls import path

from keqiao.web.registry import views

app_name = "registry"
urlpatterns = [
    path("platforms/", views.platforms, name="platforms"),
    path("platforms/export.xlsx", views.platforms_workbook, name="platforms_workbook"),
    path("platforms/<slug:code>/", views.platform, name="platform"),
    path("platforms/<slug:code>/<slug:key>/", views.register, name="register"),
]
