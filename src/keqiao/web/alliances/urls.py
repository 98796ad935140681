"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from keqiao.web.alliances import keeping_pages, lists, pages

app_name = "alliances"
urlpatterns = [
    path("alliances/", lists.AllianceList.as_view(), name="list"),
    path("alliances/new/", keeping_pages.new, name="new"),
    path("alliances/<int:pk>/", pages.alliance_page, name="alliance"),
    path("alliances/<int:pk>/edit/", keeping_pages.edit, name="edit"),
    path("alliances/<int:pk>/join/", keeping_pages.join, name="join"),
    path("alliances/<int:pk>/leave/", keeping_pages.leave, name="leave"),
    path("alliances/<int:pk>/plan/", keeping_pages.plan, name="plan"),
    path("alliances/gatherings/<int:pk>/", pages.gathering_page, name="gathering"),
    path("alliances/gatherings/<int:pk>/act/", keeping_pages.gathering_act, name="gathering_act"),
    path("alliances/resolutions/<int:pk>/act/", keeping_pages.resolution_act, name="resolution_act"),
]
