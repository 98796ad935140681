"""The room of experts' panels as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExpertsConfig(AppConfig):
    """Panels of experts: independent votes, conflicts of interest, scores in two rounds."""

    name = "keqiao.web.experts"
    label = "experts"
    verbose_name = _("Experts' panels")
    default_auto_field = "django.db.models.BigAutoField"
