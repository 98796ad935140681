"""The room of gradings as a Django application."""

from django.apps import AppConfig


class GradingConfig(AppConfig):
    """From a run to final grades, and the dossier."""

    name = "keqiao.web.grading"

    def ready(self) -> None:
        """Load what the dossier holds."""
        from keqiao.web.grading.dossier import (  # noqa: F401
            computed,
            forgiven,
            procedure,
            rules_and_figures,
            votes,
        )
