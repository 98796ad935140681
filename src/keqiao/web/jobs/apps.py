"""The room jobs as a Django app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Configuration of the room."""

    name = "keqiao.web.jobs"
    label = "jobs"
