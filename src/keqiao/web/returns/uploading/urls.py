"""Addresses: Excel both ways: the platform's workbook, the dry run, the errors in the same workbook."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
