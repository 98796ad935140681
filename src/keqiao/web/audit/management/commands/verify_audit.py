"""``manage verify_audit``: does the hash chain of the audit log hold, and if not, where does it break?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from keqiao.web.audit import archiving, chain, files
from keqiao.web.audit.verification import in_words


class Command(BaseCommand):
    """Walk the chain in the database, or the one in an exported file; exit code 1 when it is broken."""

    help = "Verify the hash chain of the audit log, or of an exported file, and tell every broken place."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--file``: the exported file to verify instead of the database, which is then not asked at all."""
        parser.add_argument("--file", type=Path, help="an exported or archived file (.jsonl, .jsonl.gz)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many entries hold, or fail with every broken place."""
        if options["file"] is not None:
            self._file(options["file"])
            return
        try:
            seals = archiving.checkpoints()
        except archiving.ArchiveError as error:
            raise CommandError(str(error)) from error
        result = chain.verify(seals=seals)
        if not result.ok:
            lines = [in_words(place) for place in result.broken]
            if result.unlisted:
                lines.append(_("and %(count)s further places") % {"count": result.unlisted})
            raise CommandError("\n".join(lines))
        self.stdout.write(_("%(checked)s entries, the chain holds.") % {"checked": result.checked})

    def _file(self, path: Path) -> None:
        """Verify an exported file and, where it lies beside its seal, that too."""
        try:
            result = files.verify(path)
        except files.FileError as error:
            raise CommandError(str(error)) from error
        broken = [*result.broken, *archiving.differences(path)]
        if broken:
            raise CommandError("\n".join(broken))
        told = {"checked": result.checked, "first": result.first, "last": result.last, "hash": result.hash}
        self.stdout.write(
            _(
                "%(checked)s entries from %(first)s to %(last)s, each gives its hash; the hash of the last is %(hash)s."
            )
            % told
        )
        if result.gaps:
            self.stdout.write(
                _("The file leaves out entries at %(gaps)s places: it holds a selection.")
                % {"gaps": result.gaps}
            )
