"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from keqiao.web.finance import pages

app_name = "finance"
urlpatterns = [
    path("finance/", pages.product_map, name="map"),
    path("finance/inputs/", pages.inputs, name="inputs"),
    path("finance/inputs/enter/", pages.enter, name="enter"),
]
