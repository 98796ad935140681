"""Addresses of this part."""

from __future__ import annotations

from django.urls import URLPattern, path

from keqiao.web.evaluations.dossier.views import Dossier

urlpatterns: list[URLPattern] = [
    path("evaluations/gradings/<int:pk>/dossier.zip", Dossier.as_view(), name="dossier"),
]
