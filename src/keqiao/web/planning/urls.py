"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from keqiao.web.planning.views import layout

app_name = "planning"
urlpatterns = [
    path("layout/", layout.newest, name="layout"),
    path("layout/all/", layout.AnalysisList.as_view(), name="analyses"),
    path("layout/new/", layout.analyse, name="analyse"),
    path("layout/<slug:code>/", layout.analysis_view, name="analysis"),
    path("layout/<slug:code>/nodes/", layout.NodeList.as_view(), name="nodes"),
    path("layout/<slug:code>/platforms/", layout.PositionList.as_view(), name="positions"),
    path("layout/<slug:code>/platforms/<slug:platform>/", layout.position_view, name="position"),
    path("layout/<slug:code>/overlaps/", layout.OverlapList.as_view(), name="overlaps"),
    path("layout/<slug:code>/unmapped/", layout.UnmappedList.as_view(), name="unmapped"),
]
