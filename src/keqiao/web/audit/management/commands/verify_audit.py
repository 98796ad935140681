"""``manage verify_audit``: does the hash chain of the audit log hold, and if not, where does it break?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from keqiao.web.audit import chain


class Command(BaseCommand):
    """Walk the chain; exit code 1 when it is broken."""

    help = "Verify the hash chain of the audit log and tell the first broken entry."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many entries hold, or fail with the number of the broken one."""
        result = chain.verify()
        if result.broken is not None:
            raise CommandError(
                _("Entry %(number)s: %(reason)s. The %(checked)s entries before it hold.")
                % {
                    "number": result.broken.number,
                    "reason": _(result.broken.reason),
                    "checked": result.checked,
                }
            )
        self.stdout.write(_("%(checked)s entries, the chain holds.") % {"checked": result.checked})
