"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from keqiao.web.rulebooks import views

app_name = "rulebooks"
urlpatterns = [
    path("rulebooks/", views.KindList.as_view(), name="kinds"),
    path("rulebooks/<str:kind>/", views.KindPage.as_view(), name="kind"),
    path("rulebooks/<str:kind>/new/", views.NewVersion.as_view(), name="new"),
    path("rulebooks/<str:kind>/compare/", views.CompareVersions.as_view(), name="compare"),
    path("rulebooks/<str:kind>/<str:key>/", views.VersionPage.as_view(), name="version"),
    path("rulebooks/<str:kind>/<str:key>/yaml", views.VersionText.as_view(), name="text"),
    path("rulebooks/<str:kind>/<str:key>/status", views.VersionStatus.as_view(), name="status"),
]
