"""The room audit as a Django app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Configuration of the room."""

    name = "keqiao.web.audit"
    label = "audit"
