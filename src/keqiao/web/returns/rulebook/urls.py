"""Addresses: Pages where officers keep the checks."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
