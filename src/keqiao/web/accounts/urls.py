"""Addresses of accounts: signing in, and one's own security."""

from keqiao.web.accounts.signing_in.urls import urlpatterns

__all__ = ["app_name", "urlpatterns"]
app_name = "accounts"
