"""Addresses: Excel both ways, the workbooks and where they are uploaded."""

from django.urls import URLPattern, path

from keqiao.web.returns.uploading import views

urlpatterns: list[URLPattern] = [
    path("returns/<int:pk>/workbook/", views.workbook, name="workbook"),
    path("returns/<int:pk>/upload/", views.upload, name="upload"),
    path("returns/collections/<int:pk>/workbook/", views.many_workbook, name="many_workbook"),
    path("returns/collections/<int:pk>/upload/", views.many_upload, name="many_upload"),
]
