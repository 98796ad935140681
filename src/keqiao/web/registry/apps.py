"""The registry room as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    """Registers of a city's innovation platforms."""

    name = "keqiao.web.registry"
    label = "registry"
    verbose_name = _("Registers")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the accounts what a user may be in charge of here, and the profiles what comes due."""
        from keqiao.web.accounts import handover
        from keqiao.web.registry import sections
        from keqiao.web.registry.changes import handing
        from keqiao.web.registry.reminders.profile import reminders_section

        handover.register(handing.ORDER, handing.open_obligations)
        sections.register(30, reminders_section)
