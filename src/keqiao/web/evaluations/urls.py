"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from keqiao.web.evaluations import run_code  # noqa: F401 - registers <run:…>
from keqiao.web.evaluations.views import (
    comparisons,
    efficiency,
    files,
    orphans,
    platforms,
    robustness,
    runs,
)
from keqiao.web.evaluations.what_if.urls import urlpatterns as trying

app_name = "evaluations"
urlpatterns = [
    path("evaluations/", runs.RunList.as_view(), name="runs"),
    path("evaluations/new/", runs.NewRun.as_view(), name="new"),
    path("evaluations/compare/", comparisons.CompareRuns.as_view(), name="compare"),
    *trying,
    path("evaluations/<run:code>/", runs.RunPage.as_view(), name="run"),
    path("evaluations/<run:code>/release", runs.Release.as_view(), name="release"),
    path("evaluations/<run:code>/recompute", runs.RecomputeRun.as_view(), name="recompute"),
    path("evaluations/<run:code>/resume", orphans.Resume.as_view(), name="resume"),
    path("evaluations/<run:code>/remove", orphans.Remove.as_view(), name="remove"),
    path("evaluations/<run:code>/robustness/", robustness.RobustnessPage.as_view(), name="robustness"),
    path("evaluations/<run:code>/robustness/draw", robustness.DrawRun.as_view(), name="draw"),
    path("evaluations/<run:code>/drivers", robustness.AskDrivers.as_view(), name="drivers"),
    path("evaluations/<run:code>/efficiency/", efficiency.EfficiencyPage.as_view(), name="efficiency"),
    path("evaluations/<run:code>/result.xlsx", files.Workbook.as_view(), name="workbook"),
    path("evaluations/<run:code>/result.csv", files.Csv.as_view(), name="csv"),
    path(
        "evaluations/<run:code>/indicators/<str:node>/", platforms.IndicatorPage.as_view(), name="indicator"
    ),
    path("evaluations/<run:code>/<str:platform>/", platforms.PlatformPage.as_view(), name="platform"),
]
