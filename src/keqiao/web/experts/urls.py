"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from keqiao.web.experts import step_views, views, vote_views

HERE = "evaluations/panels/"
PANEL = f"{HERE}<int:pk>/"
app_name = "experts"
urlpatterns = [
    path(HERE, views.PanelList.as_view(), name="panels"),
    path(f"{HERE}new/", views.EditPanel.as_view(), name="new"),
    path(PANEL, views.PanelPage.as_view(), name="panel"),
    path(f"{PANEL}edit/", views.EditPanel.as_view(), name="edit"),
    path(f"{PANEL}open/", step_views.OpenPanel.as_view(), name="open"),
    path(f"{PANEL}experts/", step_views.SeatExpert.as_view(), name="seat"),
    path(f"{PANEL}conflict/", step_views.StateConflict.as_view(), name="state_conflict"),
    path(f"{PANEL}end/", step_views.EndFirst.as_view(), name="end_first"),
    path(f"{PANEL}close/", step_views.ClosePanel.as_view(), name="close"),
    path(f"{PANEL}dissolve/", step_views.DissolvePanel.as_view(), name="dissolve"),
    path(f"{PANEL}declare/", vote_views.Declare.as_view(), name="declare"),
    path(f"{PANEL}score/", vote_views.Score.as_view(), name="score"),
    path(f"{PANEL}sheet/", views.ScoreSheet.as_view(), name="sheet"),
    path(f"{PANEL}files/<str:sha256>/", vote_views.MaterialFileView.as_view(), name="material"),
    path(f"{PANEL}panel.xlsx", views.PanelWorkbook.as_view(), name="workbook"),
]
