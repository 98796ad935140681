"""The charts room as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChartsConfig(AppConfig):
    """Charts have no models; the application brings template tags, templates and translations."""

    name = "keqiao.web.charts"
    label = "charts"
    verbose_name = _("Charts")
