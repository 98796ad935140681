"""``manage figures``: kept figures computed anew, or compared with what the rows give."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from keqiao.web.facts.services.figure_rebuild import differences, rebuild


class Command(BaseCommand):
    """Compute the kept figures anew, or compare them; one of the two is named."""

    help = "Compute all kept figures anew, or compare them with computing from the rows."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--rebuild`` and ``--compare``; together, first the one, then the other."""
        parser.add_argument("--rebuild", action="store_true", help="compute and keep all figures anew")
        parser.add_argument("--compare", action="store_true", help="print each kept figure that differs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was done. Raises CommandError, so the exit code is 1, where a kept figure differs."""
        if not options["rebuild"] and not options["compare"]:
            raise CommandError(_("Say --rebuild or --compare."))
        if options["rebuild"]:
            self.stdout.write(_("%(count)s figures are kept.") % {"count": rebuild()})
        if options["compare"]:
            count = 0
            for difference in differences():
                self.stdout.write(str(difference))
                count += 1
            if count:
                raise CommandError(
                    _("%(count)s kept figures differ: run keqiao manage figures --rebuild.")
                    % {"count": count}
                )
            self.stdout.write(_("Every kept figure is what the rows give."))
