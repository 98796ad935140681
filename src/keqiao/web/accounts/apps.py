"""The room accounts as a Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Configuration of the room."""

    name = "keqiao.web.accounts"
    label = "accounts"
