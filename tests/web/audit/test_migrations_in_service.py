"""A migration after the first of an app lets the version before go on working: two versions run side by side during an
upgrade.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django_migration_linter import MigrationLinter

ROOT = Path(__file__).parents[3]
FIRST = "0001_initial"
"""Makes the tables of an app that nobody uses yet."""


@pytest.mark.stricter_database
@pytest.mark.django_db
def test_no_migration_breaks_the_version_before():
    own = {package.rpartition(".")[2] for package in settings.ROOMS}
    linter = MigrationLinter(str(ROOT), database="default", no_cache=True)
    later = {
        key: migration
        for key, migration in MigrationLoader(connection).disk_migrations.items()
        if key[0] in own and key[1] != FIRST
    }
    for migration in later.values():
        linter.lint_migration(migration)
    assert linter.nb_erroneous == 0
    assert linter.nb_total == len(later)
