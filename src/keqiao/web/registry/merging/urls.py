"""Addresses of this part of the registry."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
