"""The room of funding as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundingConfig(AppConfig):
    """Pools, allocations, payments."""

    name = "keqiao.web.funding"
    label = "funding"
    verbose_name = _("Funding")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register with the rooms to the left what they cannot know by themselves."""
        from keqiao.web.funding.payments import dossier  # noqa: F401
