"""The room facts as a Django app."""

from django.apps import AppConfig


class FactsConfig(AppConfig):
    """Configuration of the room."""

    name = "keqiao.web.facts"
    label = "facts"
