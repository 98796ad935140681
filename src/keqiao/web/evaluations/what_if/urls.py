"""Addresses of this part."""

from __future__ import annotations

from django.urls import URLPattern, path

from keqiao.web.evaluations import run_code  # noqa: F401 - registers <run:…>
from keqiao.web.evaluations.what_if import views

urlpatterns: list[URLPattern] = [
    path("evaluations/<run:code>/try/", views.Try.as_view(), name="try"),
    path("evaluations/<run:code>/try/answer", views.ScenarioAnswer.as_view(), name="try_answer"),
    path("evaluations/<run:code>/try/file.xlsx", views.ScenarioFile.as_view(), name="try_file"),
    path("evaluations/<run:code>/try/save", views.Save.as_view(), name="try_save"),
]
