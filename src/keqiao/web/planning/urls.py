"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from keqiao.web.planning.views import attraction, institutions, layout, places, plans

app_name = "planning"
urlpatterns = [
    path("layout/", layout.newest, name="layout"),
    path("layout/all/", layout.AnalysisList.as_view(), name="analyses"),
    path("layout/new/", layout.analyse, name="analyse"),
    path("layout/places/", places.places_view, name="places"),
    path("layout/conversion/", places.conversion_view, name="conversion"),
    path("layout/attractions/", attraction.AttractionList.as_view(), name="attractions"),
    path("layout/attractions/new/", attraction.new_attraction, name="new_attraction"),
    path("layout/attractions/<int:pk>/", attraction.attraction_view, name="attraction"),
    path("layout/attractions/<int:pk>/<slug:name>/", attraction.attraction_step, name="attraction_step"),
    path("layout/<slug:code>/", layout.analysis_view, name="analysis"),
    path("layout/<slug:code>/nodes/", layout.NodeList.as_view(), name="nodes"),
    path("layout/<slug:code>/platforms/", layout.PositionList.as_view(), name="positions"),
    path("layout/<slug:code>/platforms/<slug:platform>/", layout.position_view, name="position"),
    path("layout/<slug:code>/overlaps/", layout.OverlapList.as_view(), name="overlaps"),
    path("layout/<slug:code>/unmapped/", layout.UnmappedList.as_view(), name="unmapped"),
    path("plans/", plans.PlanList.as_view(), name="plans"),
    path("plans/new/", plans.new_plan, name="new_plan"),
    path("plans/institutions/", institutions.InstitutionList.as_view(), name="institutions"),
    path("plans/operation/", plans.operation_newest, name="operation_newest"),
    path("plans/operation/<str:year>/", plans.OperationList.as_view(), name="operation"),
    path("plans/operation/<str:year>/<slug:code>/", plans.operation_of, name="operation_of"),
    path("plans/<int:pk>/", plans.plan_view, name="plan"),
    path("plans/<int:pk>/compare/<int:other>/", plans.compare, name="compare"),
    path("plans/<int:pk>/<slug:name>/", plans.plan_step, name="plan_step"),
]
