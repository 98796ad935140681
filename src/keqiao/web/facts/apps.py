"""The facts room as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FactsConfig(AppConfig):
    """Measures, facts, evidence, snapshots and the page of a figure."""

    name = "keqiao.web.facts"
    label = "facts"
    verbose_name = _("Facts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the headline figures to the profiles of the registry."""
        from keqiao.web.facts.profile import headline_section
        from keqiao.web.registry import sections

        sections.register(10, headline_section)
