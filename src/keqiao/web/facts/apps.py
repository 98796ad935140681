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
        """Add headline figures and fulfilled commitments to profiles; tell the reminders what figures say."""
        from keqiao.web.facts.agreed import fulfilment_section
        from keqiao.web.facts.fulfilment import progress
        from keqiao.web.facts.profile import headline_section
        from keqiao.web.registry import sections
        from keqiao.web.registry.reminders import progress as reminders

        sections.register(10, headline_section)
        sections.register(40, fulfilment_section)
        reminders.register(progress)
