"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from keqiao.web.exchange import edit_pages, lists, match_pages, pages, public_pages

app_name = "exchange"
urlpatterns = [
    path("exchange/needs/", lists.NeedList.as_view(), name="needs"),
    path("exchange/offers/", lists.OfferList.as_view(), name="offers"),
    path("exchange/needs/new/", edit_pages.new_need, name="new_need"),
    path("exchange/offers/new/", edit_pages.new_offer, name="new_offer"),
    path("exchange/alike/<str:side>/", edit_pages.alike_page, name="alike"),
    path("exchange/needs/<int:pk>/", pages.need_page, name="need"),
    path("exchange/offers/<int:pk>/", pages.offer_page, name="offer"),
    path("exchange/needs/<int:pk>/edit/", edit_pages.edit_need, name="edit_need"),
    path("exchange/offers/<int:pk>/edit/", edit_pages.edit_offer, name="edit_offer"),
    path("exchange/needs/<int:pk>/act/", edit_pages.need_act, name="need_act"),
    path("exchange/offers/<int:pk>/act/", edit_pages.offer_act, name="offer_act"),
    path("exchange/needs/<int:pk>/matches/", match_pages.need_matches, name="need_matches"),
    path("exchange/offers/<int:pk>/matches/", match_pages.offer_matches, name="offer_matches"),
    path("exchange/import/<str:side>/", edit_pages.import_list, name="import"),
    path("exchange/figures/", lists.figures, name="figures"),
    path("exchange/public/<str:side>/", public_pages.public_list, name="public_list"),
    path("exchange/public/<str:side>/<int:pk>/", public_pages.public_posting, name="public_posting"),
]
