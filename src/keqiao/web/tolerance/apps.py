"""The room of fault tolerance as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ToleranceConfig(AppConfig):
    """Cases of fault tolerance from the application to the decision."""

    name = "keqiao.web.tolerance"
    label = "tolerance"
    verbose_name = _("Fault tolerance")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register with the rooms to the left what they cannot know by themselves."""
        from keqiao.web.tolerance import providers  # noqa: F401
