"""Addresses of the audit log."""

from django.urls import path

from keqiao.web.audit import views

app_name = "audit"
urlpatterns = [
    path("audit/", views.log, name="log"),
    path("audit/workbook/", views.workbook, name="workbook"),
]
