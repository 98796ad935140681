"""Addresses: Excel both ways: the platform's workbook, the dry run, the errors in the same workbook."""

from django.urls import URLPattern, path

from keqiao.web.returns.uploading import views

urlpatterns: list[URLPattern] = [
    path("returns/<int:pk>/workbook/", views.workbook, name="workbook"),
    path("returns/<int:pk>/upload/", views.upload_new, name="upload_new"),
    path("returns/collections/<int:pk>/workbook/", views.many_workbook, name="many_workbook"),
    path("returns/collections/<int:pk>/upload/", views.many_upload, name="many_upload"),
    path("returns/uploads/<int:pk>/", views.upload, name="upload"),
    path("returns/uploads/<int:pk>/errors/", views.errors, name="upload_errors"),
    path("returns/uploads/<int:pk>/apply/", views.apply, name="upload_apply"),
    path("returns/uploads/<int:pk>/discard/", views.discard, name="upload_discard"),
]
