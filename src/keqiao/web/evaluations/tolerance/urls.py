"""Addresses of this part."""

from __future__ import annotations

from django.urls import URLPattern, path

from keqiao.web.evaluations.tolerance import views, writing

urlpatterns: list[URLPattern] = [
    path("evaluations/tolerance/", views.case_list, name="tolerance"),
    path("evaluations/tolerance/new/", writing.new, name="tolerance_new"),
    path("evaluations/tolerance/lessons/", views.lessons, name="tolerance_lessons"),
    path("evaluations/tolerance/rules/", views.rules, name="tolerance_rules"),
    path("evaluations/tolerance/<int:pk>/", views.case_page, name="tolerance_case"),
    path("evaluations/tolerance/<int:pk>/edit/", writing.edit, name="tolerance_edit"),
    path("evaluations/tolerance/<int:pk>/check/", views.check, name="tolerance_check"),
    path("evaluations/tolerance/<int:pk>/decide/", views.conclude, name="tolerance_decide"),
    path("evaluations/tolerance/<int:pk>/withdraw/", views.withdraw, name="tolerance_withdraw"),
    path("evaluations/tolerance/<int:pk>/send-back/", views.send_back, name="tolerance_send_back"),
    path("evaluations/tolerance/<int:pk>/learn/", views.learn, name="tolerance_learn"),
]
