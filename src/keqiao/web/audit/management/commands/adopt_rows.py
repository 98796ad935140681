"""``manage adopt_rows``: after an update from a version whose log did not vouch for rows."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from keqiao.web.audit.adoption import adopt


class Command(BaseCommand):
    """Let the log vouch for the rows that are there; each later change is then found."""

    help = (
        "Let the audit log vouch for protected rows from before it did so. Compare them with a back-up first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """``--reason``: kept in the log."""
        parser.add_argument("--reason", default="", help="why, and with what the rows were compared")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many rows of which table were taken in."""
        try:
            counts = adopt(options["reason"])
        except ValueError as error:
            raise CommandError(_("Give --reason: it is kept in the log.")) from error
        for table, count in counts.items():
            self.stdout.write(f"{table}: {count}")
        if not counts:
            self.stdout.write(_("The log vouches for every row already."))
