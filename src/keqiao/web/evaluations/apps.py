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
        from keqiao.web.evaluations import asked, orphans, rated_measures, uses  # noqa: F401
        from keqiao.web.jobs import daily

        daily.often("evaluations.forgotten", orphans.queue_forgotten)
