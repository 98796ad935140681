"""Addresses of merging and splitting."""

from django.urls import URLPattern, path

from keqiao.web.registry.merging import views

urlpatterns: list[URLPattern] = [
    path("registers/<slug:key>/duplicates/", views.duplicates, name="duplicates"),
    path("registers/<slug:key>/<int:pk>/merge/", views.merge_page, name="merge"),
    path("registers/<slug:key>/<int:pk>/split/", views.split_page, name="split"),
]
