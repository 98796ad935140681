"""Addresses: The page of a form: fill in, evidence, review."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
