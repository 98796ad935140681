"""Addresses of accounts."""

from keqiao.web.accounts.administration.urls import urlpatterns as administration
from keqiao.web.accounts.signing_in.urls import urlpatterns as signing_in

app_name = "accounts"
urlpatterns = [
    *signing_in,
    *administration,
]
