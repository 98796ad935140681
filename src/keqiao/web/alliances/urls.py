"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from keqiao.web.alliances import edit_pages, lists, pages

app_name = "alliances"
urlpatterns = [
    path("alliances/", lists.AllianceList.as_view(), name="list"),
    path("alliances/new/", edit_pages.new, name="new"),
    path("alliances/<int:pk>/", pages.alliance_page, name="alliance"),
    path("alliances/<int:pk>/edit/", edit_pages.edit, name="edit"),
    path("alliances/<int:pk>/join/", edit_pages.join, name="join"),
    path("alliances/<int:pk>/leave/", edit_pages.leave, name="leave"),
    path("alliances/<int:pk>/plan/", edit_pages.plan, name="plan"),
    path("alliances/gatherings/<int:pk>/", pages.gathering_page, name="gathering"),
    path("alliances/gatherings/<int:pk>/act/", edit_pages.gathering_act, name="gathering_act"),
    path("alliances/resolutions/<int:pk>/act/", edit_pages.resolution_act, name="resolution_act"),
]
