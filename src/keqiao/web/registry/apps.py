"""The room registry as a Django app."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Configuration of the room."""

    name = "keqiao.web.registry"
    label = "registry"
