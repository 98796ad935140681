"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from keqiao.web.transfer.views import equity

app_name = "transfer"
urlpatterns = [
    path("capital/", equity.FirmList.as_view(), name="firms"),
    path("capital/<int:pk>/", equity.firm, name="firm"),
    path("capital/<int:pk>/open-cap/", equity.open_cap, name="open_cap"),
]
