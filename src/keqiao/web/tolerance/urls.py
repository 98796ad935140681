"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from keqiao.web.tolerance import draft_views, views

app_name = "tolerance"
urlpatterns = [
    path("evaluations/tolerance/", views.CaseList.as_view(), name="cases"),
    path("evaluations/tolerance/new/", draft_views.new, name="new"),
    path("evaluations/tolerance/lessons/", views.lessons, name="lessons"),
    path("evaluations/tolerance/rules/", views.rules, name="rules"),
    path("evaluations/tolerance/<int:pk>/", views.case_page, name="case"),
    path("evaluations/tolerance/<int:pk>/edit/", draft_views.edit, name="edit"),
    path("evaluations/tolerance/<int:pk>/check/", views.check, name="check"),
    path("evaluations/tolerance/<int:pk>/decide/", views.conclude, name="decide"),
    path("evaluations/tolerance/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("evaluations/tolerance/<int:pk>/send-back/", views.send_back, name="send_back"),
    path("evaluations/tolerance/<int:pk>/learn/", views.learn, name="learn"),
]
