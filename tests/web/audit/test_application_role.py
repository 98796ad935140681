"""On PostgreSQL the application works as a role that owns nothing: it does all its work, and switches off no guard."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from tests.web.audit.test_hostile_sql import TABLES

from keqiao.web.audit.guards import declared, placement
from keqiao.web.audit.guards.ownership import owns_tables

pytestmark = pytest.mark.application_role


@pytest.fixture
def _postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles")


def refused(statement: str) -> str:
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(error.value)


def test_the_role_owns_nothing(db, _postgresql):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user")
        assert cursor.fetchone()[0] == "keqiao_application"
    assert not owns_tables(connection)


@pytest.mark.parametrize("table", ["audit_entry", "facts_fact", "funding_payment"])
def test_no_guard_is_switched_off(db, _postgresql, table):
    assert "must be owner" in refused(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    assert "must be owner" in refused(f"DROP TRIGGER {table}_append_only ON {table}")
    assert "must be owner" in refused(f"ALTER TABLE {table} RENAME TO other")
    assert "must be owner" in refused(f"DROP TABLE {table}")
    assert "permission denied" in refused("SET session_replication_role = replica")
    assert "permission denied" in refused(
        f"CREATE TRIGGER t BEFORE INSERT ON {table} EXECUTE FUNCTION audit_refuse()"
    )
    assert "must be owner" in refused(
        "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$"
    ) or "permission denied" in refused("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'")


def test_nothing_is_emptied_and_what_is_added_to_is_not_changed(db, _postgresql):
    for guard, table in TABLES:
        assert "permission denied" in refused(f"TRUNCATE {table}")
        if table in guard.append_only:
            assert "permission denied" in refused(f"DELETE FROM {table}")
            assert guard.refusal in refused(f"UPDATE {table} SET id = id")


def test_the_role_grants_itself_nothing(db, _postgresql):
    with pytest.raises((CommandError, DatabaseError)), transaction.atomic():
        call_command("grant_application_role", "keqiao_application")
        assert "must be owner" in refused("ALTER TABLE facts_fact DISABLE TRIGGER ALL")
        raise CommandError("nothing was granted that helps")


def test_migrate_passes_over_what_is_not_its_own(db, _postgresql):
    call_command("migrate", verbosity=0)
    assert placement.absent(connection, declared()) == []
