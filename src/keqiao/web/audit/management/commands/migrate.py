"""``manage migrate``: Django's, with the guards of the database lifted meanwhile and set again afterwards.

A migration that rebuilds a table of SQLite would lose the table's triggers, or stop at those of another table that
read it. Here they are set from the declarations once the schema is what it shall be.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from keqiao.web.audit.guards import declared, placement
from keqiao.web.audit.guards.ownership import owns_tables
from keqiao.web.audit.management.first_schema import models_drawn_alone


class Command(migrate.Command):
    """Apply migrations, and see to it that the guards stand."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Do as Django does; a role that does not own the tables sets no guard, and needs none to be set."""
        connection = connections[options["database"]]
        if options["plan"] or options["check_unapplied"] or not owns_tables(connection):
            super().handle(*args, **options)
            return
        executor = MigrationExecutor(connection)
        if not options["app_label"] and not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            super().handle(*args, **options)
            placement.place(connection, declared())
            return
        empty = not connection.introspection.table_names()
        with placement.without_guards(connection), models_drawn_alone() if empty else nullcontext():
            super().handle(*args, **options)
