"""The registry room as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    """Registers of a city's innovation platforms."""

    name = "keqiao.web.registry"
    label = "registry"
    verbose_name = _("Registers")
    default_auto_field = "django.db.models.BigAutoField"
