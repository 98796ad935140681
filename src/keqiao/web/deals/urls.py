"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from keqiao.web.deals.views import deals, figures

app_name = "deals"
urlpatterns = [
    path("deals/", deals.DealList.as_view(), name="list"),
    path("deals/board/", figures.board, name="board"),
    path("deals/figures/", figures.figures, name="figures"),
    path("deals/recommend/", deals.recommend, name="recommend"),
    path("deals/approach/", deals.approach, name="approach"),
    path("deals/<int:pk>/", deals.deal_view, name="deal"),
    path("deals/<int:pk>/<slug:name>/", deals.step, name="step"),
]
