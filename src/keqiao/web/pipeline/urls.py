"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from keqiao.web.pipeline.views import dossier, figures, gates, managers, projects

app_name = "pipeline"
urlpatterns = [
    path("pipeline/", projects.ProjectList.as_view(), name="list"),
    path("pipeline/board/", figures.board, name="board"),
    path("pipeline/timeline/", projects.Timeline.as_view(), name="timeline"),
    path("pipeline/figures/", figures.figures, name="figures"),
    path("pipeline/take-up/", projects.take_up, name="take_up"),
    path("pipeline/import/", projects.import_projects, name="import"),
    path("pipeline/managers/<int:pk>/", managers.manager_view, name="manager"),
    path("pipeline/gates/", gates.GateList.as_view(), name="gates"),
    path("pipeline/gates/<int:pk>/", gates.gate_view, name="gate"),
    path("pipeline/gates/<int:pk>/<slug:name>/", gates.step, name="gate_step"),
    path("pipeline/<int:pk>/", projects.project_view, name="project"),
    path("pipeline/<int:pk>/dossier/", dossier.ProjectDossier.as_view(), name="dossier"),
    path("pipeline/<int:pk>/<slug:name>/", projects.step, name="step"),
]
