"""``manage send_reminders``: give the reminders of the day and send what waits as e-mail, for a timer of one's own."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.notices import mailing
from keqiao.web.returns import reminders


class Command(BaseCommand):
    """Remind; running it again on the same day gives nothing twice."""

    help = "Give the reminders of returns that are due, and send notices as e-mail where EMAIL_URL is set."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--day``: another day than today, for example to make up for one."""
        parser.add_argument("--day", help="YYYY-MM-DD, not after today")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many notices are new and how many mails went out."""
        today = timezone.localdate()
        try:
            day = date.fromisoformat(options["day"]) if options["day"] else today
        except ValueError as error:
            raise CommandError(_("The day is written 2024-10-31.")) from error
        if day > today:
            raise CommandError(_("Nobody is reminded before the day has come."))
        given = reminders.send(day)
        words = {"notices": given, "mails": mailing.send_mails()}
        self.stdout.write(_("New notices: %(notices)s; e-mails sent: %(mails)s.") % words)
