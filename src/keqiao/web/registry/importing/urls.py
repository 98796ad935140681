"""Addresses of imports, pastes and sets of changes."""

from django.urls import URLPattern, path

from keqiao.web.registry.importing import views, views_of_changes

urlpatterns: list[URLPattern] = [
    path("registers/<slug:key>/template.xlsx", views.template, name="import_template"),
    path("registers/<slug:key>/rows.xlsx", views.rows, name="rows_workbook"),
    path("registers/<slug:key>/import/", views.import_file, name="import"),
    path("registers/<slug:key>/paste/", views.paste, name="paste"),
    path("changes/", views_of_changes.ChangeList.as_view(), name="changes"),
    path("changes/<int:pk>/", views_of_changes.change_set, name="change_set"),
    path("changes/<int:pk>/undo/", views_of_changes.undo, name="undo"),
]
