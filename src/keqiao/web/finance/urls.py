"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from keqiao.web.finance import lists, pages

app_name = "finance"
urlpatterns = [
    path("finance/", pages.product_map, name="map"),
    path("finance/inputs/", pages.inputs, name="inputs"),
    path("finance/inputs/enter/", pages.enter, name="enter"),
    path("finance/points/", lists.PointsList.as_view(), name="points"),
    path("finance/points/import/", pages.import_points, name="import_points"),
    path("finance/requests/", lists.RequestList.as_view(), name="requests"),
    path("finance/requests/new/", pages.ask, name="ask"),
    path("finance/requests/<int:pk>/", pages.request_page, name="request"),
    path("finance/requests/<int:pk>/data/", pages.data_room, name="data_room"),
    path("finance/requests/<int:pk>/<slug:name>/", pages.step, name="step"),
]
