"""``manage grant_application_role NAME``: give the role that the application works as its rights, as the owner."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils.translation import gettext as _

from keqiao.web.audit.guards.application_role import RoleError, grant


class Command(BaseCommand):
    """Run it as the role that owns the tables, after each ``migrate``."""

    help = "Give a role of PostgreSQL the rights that the application needs, and no others."

    def add_arguments(self, parser: CommandParser) -> None:
        """The name of the role."""
        parser.add_argument("role", help="a role that exists and owns nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Grant, and say how much."""
        try:
            statements = grant(connection, options["role"])
        except RoleError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("%(role)s has its rights; %(count)s statements were run.")
            % {"role": options["role"], "count": len(statements)}
        )
