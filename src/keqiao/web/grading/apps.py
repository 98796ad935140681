"""The room of gradings as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GradingConfig(AppConfig):
    """From a run to final grades: consultation, publicity, objections, decision; the dossier."""

    name = "keqiao.web.grading"
    label = "grading"
    verbose_name = _("Gradings")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register with the rooms to the left what they cannot know by themselves, and what the dossier holds."""
        from keqiao.web.grading import providers  # noqa: F401
        from keqiao.web.grading.dossier import (  # noqa: F401
            computed,
            forgiven,
            procedure,
            rules_and_figures,
            votes,
        )
