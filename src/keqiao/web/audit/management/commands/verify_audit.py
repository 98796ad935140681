"""``manage verify_audit``: do the audit log and the rows that it vouches for hold, and if not, where not?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils.translation import gettext as _

from keqiao.web.audit import files, row_check, sealed_archives
from keqiao.web.audit.guards import declared, placement
from keqiao.web.audit.row_verification import guards_in_words
from keqiao.web.audit.row_verification import in_words as row_in_words
from keqiao.web.audit.verification import examine, in_words


class Command(BaseCommand):
    """Verify chain and rows in the database, or the chain in an exported file; exit code 1 when one is broken."""

    help = "Verify the audit log and the rows that it vouches for, or an exported file, and tell every broken place."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--file``: the exported file to verify instead of the database, which is then not asked at all."""
        parser.add_argument("--file", type=Path, help="an exported or archived file (.jsonl, .jsonl.gz)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many entries hold, or fail with every broken place."""
        if options["file"] is not None:
            self._file(options["file"])
            return
        try:
            result = examine()
        except sealed_archives.ArchiveError as error:
            raise CommandError(str(error)) from error
        rows = row_check.check_rows()
        absent = placement.absent(connection, declared())
        lines = [in_words(place) for place in result.broken] + [row_in_words(row) for row in rows.broken]
        if result.unlisted + rows.unlisted:
            lines.append(_("and %(count)s further places") % {"count": result.unlisted + rows.unlisted})
        if absent:
            lines.append(guards_in_words(absent))
        if lines:
            raise CommandError("\n".join(lines))
        self.stdout.write(_("%(checked)s entries, the chain holds.") % {"checked": result.checked})
        self.stdout.write(
            _("%(checked)s protected rows are what the log vouches for.") % {"checked": rows.checked}
        )

    def _file(self, path: Path) -> None:
        """Verify an exported file and, where it lies beside its seal, that too."""
        try:
            result = files.verify(path)
        except files.FileError as error:
            raise CommandError(str(error)) from error
        broken = [*result.broken, *sealed_archives.differences(path)]
        if broken:
            raise CommandError("\n".join(broken))
        report = {"checked": result.checked, "first": result.first, "last": result.last, "hash": result.hash}
        self.stdout.write(
            _(
                "%(checked)s entries from %(first)s to %(last)s, each gives its hash; the hash of the last is %(hash)s."
            )
            % report
        )
        if result.gaps:
            self.stdout.write(
                _("The file leaves out entries at %(gaps)s places: it holds a selection.")
                % {"gaps": result.gaps}
            )
