"""``manage archive_audit``: entries older than the rule into a sealed file; nothing is deleted."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from keqiao.web.audit import sealed_archives


class Command(BaseCommand):
    """Archive what is old enough; running it again without anything new does nothing."""

    help = (
        "Write audit entries older than KEQIAO_AUDIT_KEEP_DAYS to a sealed file in KEQIAO_DATA/audit-archive."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """``--days``: another age than the installation's rule, at least 183."""
        parser.add_argument("--days", type=int, help="age in days, at least 183")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was sealed, or why not."""
        try:
            seal = sealed_archives.archive(options["days"])
        except sealed_archives.ArchiveError as error:
            raise CommandError(str(error)) from error
        if seal is None:
            self.stdout.write(_("No entries are old enough to be archived."))
            return
        self.stdout.write(
            _("Entries %(first)s to %(last)s are sealed in %(file)s; SHA-256 %(sha256)s.") % seal
        )
