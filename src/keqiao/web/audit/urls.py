"""Addresses of the audit log."""

from django.urls import path

from keqiao.web.audit import views

app_name = "audit"
urlpatterns = [
    path("audit/", views.Log.as_view(), name="log"),
    path("audit/export/", views.export, name="export"),
    path("audit/verification/", views.verification, name="verification"),
    path("audit/verification/run/", views.verify, name="verify"),
    path("audit/<int:number>/", views.entry, name="entry"),
]
