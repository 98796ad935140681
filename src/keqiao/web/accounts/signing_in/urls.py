"""Addresses of signing in; the room's urls.py takes them up."""

from django.urls import path

from keqiao.web.accounts.signing_in import security_views, views

urlpatterns = [
    path("accounts/login/", views.SignInView.as_view(), name="login"),
    path("accounts/login/second/", views.SecondFactor.as_view(), name="second_factor"),
    path("accounts/stay/", views.stay, name="stay"),
    path("accounts/logout/", views.SignOut.as_view(), name="logout"),
    path("accounts/password/", views.ChangePassword.as_view(), name="password_change"),
    path("accounts/security/", security_views.Security.as_view(), name="security"),
    path(
        "accounts/security/authenticator/",
        security_views.AddAuthenticator.as_view(),
        name="add_authenticator",
    ),
    path("accounts/security/key/", security_views.AddKey.as_view(), name="add_key"),
    path("accounts/security/recovery/", security_views.NewRecoveryCodes.as_view(), name="recovery_codes"),
    path("accounts/security/factors/<int:key>/", security_views.RemoveFactor.as_view(), name="remove_factor"),
    path("accounts/security/sessions/<int:key>/", security_views.EndSession.as_view(), name="end_session"),
    path("accounts/security/sessions/", security_views.EndOtherSessions.as_view(), name="end_other_sessions"),
]
