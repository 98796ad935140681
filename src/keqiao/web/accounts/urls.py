"""Addresses of accounts."""

from django.urls import path

from keqiao.web.accounts import views
from keqiao.web.accounts.signing_in import urls as signing_in

app_name = "accounts"
urlpatterns = [
    *signing_in.urlpatterns,
    path("accounts/users/", views.Users.as_view(), name="users"),
]
