"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from keqiao.web.calls import lists, pages

app_name = "calls"
urlpatterns = [
    path("calls/", lists.CallList.as_view(), name="list"),
    path("calls/new/", pages.new, name="new"),
    path("calls/ledger/", lists.LedgerList.as_view(), name="ledger"),
    path("calls/applications/", lists.ApplicationList.as_view(), name="applications"),
    path("calls/applications/<int:pk>/", pages.application_page, name="application"),
    path("calls/applications/<int:pk>/<slug:name>/", pages.step, name="step"),
    path("calls/<int:pk>/", pages.call_page, name="call"),
    path("calls/<int:pk>/edit/", pages.edit, name="edit"),
    path("calls/<int:pk>/programme/", pages.draft_programme, name="programme"),
    path("calls/<int:pk>/<slug:name>/", pages.act, name="act"),
]
