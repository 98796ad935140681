"""The room dashboards as a Django app."""

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    """Configuration of the room."""

    name = "keqiao.web.dashboards"
    label = "dashboards"
