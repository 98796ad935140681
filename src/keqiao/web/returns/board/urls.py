"""Addresses: Collections, the board of all platforms, notices."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
