"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from keqiao.web.programmes import views

app_name = "programmes"
urlpatterns = [
    path("programmes/", views.ProgrammeList.as_view(), name="list"),
    path("programmes/results/", views.ResultList.as_view(), name="results"),
    path("programmes/assess/", views.assess, name="assess"),
    path("programmes/mine/", views.mine, name="mine"),
    path("programmes/subjects/<int:pk>/", views.subject, name="subject"),
    path("programmes/subjects/<int:pk>/answers/", views.answers, name="answers"),
    path("programmes/<int:pk>/subjects/<int:organisation>/", views.result, name="result"),
]
