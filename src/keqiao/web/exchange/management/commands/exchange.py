"""``manage exchange``: the index of needs and offers written anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from keqiao.web.exchange.text_index import rebuild


class Command(BaseCommand):
    """Write the index of open needs and offers anew from the database."""

    help = "Write the index of open needs and offers anew from the database."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--rebuild-index``, which has to be named."""
        parser.add_argument("--rebuild-index", action="store_true", help="write the index anew")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many are in it. Raises CommandError without the option, and where another process writes."""
        if not options["rebuild_index"]:
            raise CommandError(_("Say --rebuild-index."))
        try:
            counts = rebuild()
        except OSError as error:
            raise CommandError(_("Another process writes the index at this moment. Try again.")) from error
        self.stdout.write(_("%(needs)d needs and %(offers)d offers are in the index.") % counts)
