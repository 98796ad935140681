"""The same with PostgreSQL: by its own programs, into an empty database only."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from keqiao.web.backups import database
from keqiao.web.backups.manifest import BackupError

pytestmark = [pytest.mark.stricter_database, pytest.mark.django_db(transaction=True)]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="asks for a server of PostgreSQL")
def test_what_was_dumped_comes_back(tmp_path: Path) -> None:
    settings = dict(connection.settings_dict)
    empty = f"{settings['NAME']}_back"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{empty}"')
        cursor.execute(f'CREATE DATABASE "{empty}" TEMPLATE template0')
    try:
        copy = tmp_path / "database.pgdump"
        database.save(settings, copy)
        new = settings | {"NAME": empty}
        database.refuse_filled(new)
        database.bring_back(new, copy)
        with pytest.raises(BackupError, match="holds tables already"):
            database.refuse_filled(new)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{empty}"')
