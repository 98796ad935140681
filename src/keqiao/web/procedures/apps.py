"""The room of procedures as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProceduresConfig(AppConfig):
    """The mechanism that rooms declare their procedures with; it has no tables of its own."""

    name = "keqiao.web.procedures"
    label = "procedures"
    verbose_name = _("Procedures")
