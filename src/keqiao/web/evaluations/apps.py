"""The room of evaluations as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationsConfig(AppConfig):
    """Schemes as data, runs, results."""

    name = "keqiao.web.evaluations"
    label = "evaluations"
    verbose_name = _("Evaluations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register with the rooms to the left what they cannot know by themselves."""
        from keqiao.web.evaluations.dossier import (  # noqa: F401
            computed,
            forgiven,
            procedure,
            rules_and_figures,
            votes,
        )
