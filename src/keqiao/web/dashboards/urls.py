"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from keqiao.web.dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("cockpit/", views.Cockpit.as_view(), name="cockpit"),
    path("search/", views.Search.as_view(), name="search"),
    path("brief/<slug:measure>/<str:period>/", views.Brief.as_view(), name="brief"),
]
