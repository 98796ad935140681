"""Addresses of the registers: lists, rows, forms."""

from django.urls import URLPattern, path

from keqiao.web.registry.editing import bulk_edit, row_pages, views

urlpatterns: list[URLPattern] = [
    path("registers/", views.registers, name="registers"),
    path("registers/<slug:key>/", views.register_list, name="list"),
    path("registers/<slug:key>/choices/", views.choices, name="choices"),
    path("registers/<slug:key>/new/", row_pages.new, name="new"),
    path("registers/<slug:key>/bulk/", bulk_edit.bulk, name="bulk"),
    path("registers/<slug:key>/<int:pk>/", views.row_page, name="row"),
    path("registers/<slug:key>/<int:pk>/edit/", row_pages.edit, name="edit"),
    path("registers/<slug:key>/<int:pk>/withdraw/", row_pages.withdraw, name="withdraw"),
]
