"""Users from Excel as an import: all accounts or none, and their one-time passwords as a file, once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import Decision, decide
from keqiao.web.administration.importing.accounts_plan import names_of_roles, names_of_units, plan_users
from keqiao.web.administration.importing.user_list import (
    LARGEST_FILE,
    MOST_ROWS,
    headings,
    read_users,
)
from keqiao.web.administration.services.many_users import create_all, passwords_workbook
from keqiao.web.imports.importer import Choices, Importer, Outcome, Paste, PlannedAnew, Upload, Written
from keqiao.web.imports.lines import Difference, LineState, PlannedLines, summary_of
from keqiao.web.imports.models import ImportPlan
from keqiao.web.imports.sheets import unknown_headings


class UserImporter(Importer):
    """Accounts; there is one subject."""

    key = "users"
    largest = LARGEST_FILE
    partial = False

    def subject(self, user: Actor, key: str) -> None:
        """Nothing: all accounts are of one system."""

    def decide(self, user: Actor, subject: None) -> Decision:
        """May the user create accounts?"""
        return decide(user, "accounts.users")

    def read(self, user: Actor, subject: None, source: Upload | Paste, plan: ImportPlan) -> None:
        """Read the first sheet of a file."""
        if isinstance(source, Paste):
            raise TypeError("users are not pasted")
        grid, heading, plan.places, plan.source_lines = read_users(source.content, source.name)
        plan.sheet, plan.heading_row = grid.name[:200], heading + 1
        plan.unknown = unknown_headings(grid, heading, plan.places)

    def plan(self, user: Actor, subject: None, plan: ImportPlan) -> PlannedLines:
        """Check every line against the accounts, units and roles that are there."""
        lines = plan_users(plan.source_lines)
        accounts = json.dumps([line["user"] for line in lines], sort_keys=True)
        digest = hashlib.sha256(accounts.encode()).hexdigest()
        return PlannedLines(lines, summary_of(self.states(), lines), digest)

    def write(self, user: Actor, subject: None, plan: ImportPlan, choices: Choices) -> Written:
        """Create all accounts. Raises PlannedAnew where a name, a unit or a role is another since."""
        planned = self.plan(user, subject, plan)
        if planned.fingerprint != plan.fingerprint:
            raise PlannedAnew
        made = create_all(user, planned.lines)
        name = f"{_('One-time passwords')}-{timezone.localdate().isoformat()}.xlsx"
        return Written({"created": len(made)}, name, passwords_workbook(user, made))

    def states(self) -> Sequence[LineState]:
        """The states of lines."""
        return (
            LineState("new", pgettext("import", "new"), "good", written=True),
            LineState("error", pgettext("import", "error"), "bad", wrong=True),
        )

    def outcome(self, subject: None, plan: ImportPlan) -> Outcome:
        """Say how many accounts were created."""
        count = plan.outcome["created"]
        text = ngettext("%(count)s user was created.", "%(count)s users were created.", count)
        return Outcome(text % {"count": count}, self.back(subject), _("Back to the users"))

    def title(self, subject: None) -> str:
        """What stands above the pages."""
        return _("Import users")

    def back(self, subject: None) -> str:
        """The list of users."""
        return reverse("administration:users")

    def address(self, subject: None, kind: str = "file") -> str:
        """The page to upload."""
        return reverse("administration:import_users")

    def downloads(self, subject: None) -> list[tuple[str, str]]:
        """The template."""
        return [(reverse("administration:import_template"), _("Download the template"))]

    def instructions(self, subject: None) -> list[str]:
        """How the list is filled in, and what comes of it."""
        return [
            _("Fill in one row for each user and save, at most %(most)d rows.") % {"most": MOST_ROWS},
            _(
                "When the accounts are created, the file with the one-time passwords is downloaded at once. It is made "
                "only this once; keep it safe until the passwords are handed over."
            ),
        ]

    def row_name(self, subject: None) -> str:
        """Lines are users."""
        return _("User")

    def columns(self, plan: ImportPlan) -> dict[str, str]:
        """The columns of the list."""
        return headings()

    def differences(self, user: Actor, plan: ImportPlan, line: Any) -> list[Difference]:
        """The account that would be made."""
        account = _in_words(line["user"] or {})
        return [
            Difference(heading, "", _(", ").join(value) if isinstance(value, list) else value)
            for key, heading in headings().items()
            if (value := account.get(key))
        ]


def _in_words(account: Mapping[str, Any]) -> dict[str, Any]:
    """An account with the names of its unit and roles in the place of their codes."""
    units, roles = names_of_units(), names_of_roles()
    return {
        **account,
        "unit": units.get(account.get("unit", ""), ""),
        "roles": [roles.get(code, code) for code in account.get("roles", ())],
    }


USER_IMPORTER = UserImporter()
