"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from keqiao.web.exchange import lists, pages

app_name = "exchange"
urlpatterns = [
    path("exchange/needs/", lists.NeedList.as_view(), name="needs"),
    path("exchange/offers/", lists.OfferList.as_view(), name="offers"),
    path("exchange/needs/<int:pk>/", pages.need_page, name="need"),
    path("exchange/offers/<int:pk>/", pages.offer_page, name="offer"),
]
