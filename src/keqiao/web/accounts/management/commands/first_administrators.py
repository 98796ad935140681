"""``keqiao manage first_administrators``: the system, the security and the audit administrator of a new system."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import translation
from django.utils.translation import gettext as _

from keqiao.language import language_of_environment
from keqiao.web.accounts.first_start import KINDS, First, create_first, obstacle
from keqiao.web.site import environment

PARTS = {"system_admin": "system", "security_admin": "security", "audit_admin": "audit"}


class Command(BaseCommand):
    """Create the first three administrators, once."""

    help = (
        "Create the first system, security and audit administrator. User names are asked for, or given as options. "
        "Passwords are generated and shown once, or read from KEQIAO_SYSTEM_PASSWORD_FILE, "
        "KEQIAO_SECURITY_PASSWORD_FILE and KEQIAO_AUDIT_PASSWORD_FILE."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """--system, --security, --audit: user names; --…-name: the names of the persons."""
        for part in PARTS.values():
            parser.add_argument(f"--{part}", default="", help=f"user name of the {part} administrator")
            parser.add_argument(f"--{part}-name", default="", help="name of the person")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, create, show the passwords. CommandError says why not."""
        with translation.override("zh-hans" if language_of_environment().startswith("zh") else "en"):
            _migrate()
            reason = obstacle()
            if reason:
                raise CommandError(reason)
            try:
                generated = create_first([self._person(role, options) for role in KINDS])
            except (ValidationError, environment.ConfigurationError) as error:
                raise CommandError(" ".join(getattr(error, "messages", [str(error)]))) from error
            self.stdout.write(_("The three administrators have been created."))
            for username, password in generated.items():
                self.stdout.write(
                    _("User name: %(username)s  one-time password: %(password)s")
                    % {"username": username, "password": password}
                )
            self.stdout.write(
                _(
                    "The passwords are shown only now. Each must be changed at the first sign-in, which also sets up "
                    "the second factor."
                )
            )

    def _person(self, role: str, options: dict[str, Any]) -> First:
        """What the options, the environment or the person at the terminal say about one administrator."""
        part = PARTS[role]
        username = options[part] or self._ask(part)
        password = environment.text(f"KEQIAO_{part.upper()}_PASSWORD")
        return First(role, username.strip(), options[f"{part}_name"], password)

    def _ask(self, part: str) -> str:
        """Ask for a user name; without a terminal the option is missing."""
        questions = {
            "system": _("User name of the system administrator (units, users): "),
            "security": _("User name of the security administrator (roles, rights, resets): "),
            "audit": _("User name of the audit administrator (audit log): "),
        }
        if not sys.stdin.isatty():
            raise CommandError(_("Give --system, --security and --audit, or call it at a terminal."))
        return input(questions[part])


def _migrate() -> None:
    """Make the tables of a database that is still empty: the command may come before the first start."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
