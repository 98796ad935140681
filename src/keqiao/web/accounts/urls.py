"""Addresses of accounts."""

from django.urls import path

from keqiao.web.accounts import views

app_name = "accounts"
urlpatterns = [
    path("accounts/login/", views.SignIn.as_view(), name="login"),
    path("accounts/logout/", views.SignOut.as_view(), name="logout"),
    path("accounts/password/", views.ChangePassword.as_view(), name="password_change"),
    path("accounts/users/", views.Users.as_view(), name="users"),
]
