"""Addresses of plans; the pages to upload and to paste stand in the rooms, which know what is imported into."""

from django.urls import URLPattern, path

from keqiao.web.imports import views

app_name = "imports"
urlpatterns: list[URLPattern] = [
    path("imports/<int:pk>/", views.plan, name="plan"),
    path("imports/<int:pk>/errors.xlsx", views.errors, name="errors"),
    path("imports/<int:pk>/correct/", views.correct, name="correct"),
    path("imports/<int:pk>/headings/", views.headings, name="headings"),
    path("imports/<int:pk>/apply/", views.apply, name="apply"),
    path("imports/<int:pk>/discard/", views.discard, name="discard"),
]
