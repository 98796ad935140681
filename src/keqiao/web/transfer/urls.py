"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from keqiao.web.transfer.views import business_lines, equity, income

app_name = "transfer"
urlpatterns = [
    path("capital/", equity.FirmList.as_view(), name="firms"),
    path("capital/<int:pk>/", equity.firm, name="firm"),
    path("capital/<int:pk>/import/", equity.import_open_cap, name="import"),
    path("capital/<int:pk>/open-cap/", equity.open_cap, name="open_cap"),
    path("business-lines/", business_lines.BusinessLineList.as_view(), name="lines"),
    path("income/", income.DistributionList.as_view(), name="income"),
    path("income/new/", income.new, name="new"),
    path("income/<int:pk>/", income.distribution, name="distribution"),
    path("income/<int:pk>/edit/", income.edit, name="edit"),
    path("income/<int:pk>/notice/", income.paper, name="paper"),
    path("income/<int:pk>/<slug:name>/", income.step, name="step"),
]
