"""Addresses of the registers: lists, rows, forms."""

from django.urls import URLPattern, path

from keqiao.web.registry.editing import many, views, writing

urlpatterns: list[URLPattern] = [
    path("registers/", views.registers, name="registers"),
    path("registers/<slug:key>/", views.register_list, name="list"),
    path("registers/<slug:key>/choices/", views.choices, name="choices"),
    path("registers/<slug:key>/new/", writing.new, name="new"),
    path("registers/<slug:key>/bulk/", many.bulk, name="bulk"),
    path("registers/<slug:key>/<int:pk>/", views.row_page, name="row"),
    path("registers/<slug:key>/<int:pk>/edit/", writing.edit, name="edit"),
    path("registers/<slug:key>/<int:pk>/withdraw/", writing.withdraw, name="withdraw"),
]
