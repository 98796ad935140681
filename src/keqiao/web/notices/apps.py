"""The room of notices as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """Notices to people, from every room."""

    name = "keqiao.web.notices"
    label = "notices"
    verbose_name = _("Notices")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Send by e-mail what is new."""
        from keqiao.web.jobs import daily
        from keqiao.web.notices import mailing

        daily.often("notices.mails", mailing.send_mails)
