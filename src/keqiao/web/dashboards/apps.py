"""The room of dashboards as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DashboardsConfig(AppConfig):
    """Cockpit, role home pages, quick search; read only."""

    name = "keqiao.web.dashboards"
    label = "dashboards"
    verbose_name = _("Dashboards")
