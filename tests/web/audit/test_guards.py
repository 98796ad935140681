"""What is written once stays, asked by plain SQL: entries of the log, facts, frozen snapshots, finished runs."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from keqiao.web.audit.frozen import ClosingModel, FrozenModel, FrozenQuerySet, WriteOnceModel
from keqiao.web.audit.guards import Closing, Guard, WriteOnce, declared, placement
from keqiao.web.audit.guards.placement import lift, place
from keqiao.web.registry.models.record import Record

GUARDS = declared()


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_a_guard_names_tables_that_exist(guard: Guard):
    """A renamed table would lose its protection without a word."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    parts = {part[0] for closing in guard.closing for part in (*closing.parts, *closing.owned)}
    assert {*guard.tables, *parts} <= tables


@pytest.fixture
def ledger(transactional_db):
    """Two small tables under a guard of their own: pages close, their lines then stand."""
    guard = Guard(
        "trial",
        "closed",
        append_only=("trial_line",),
        closing=(
            Closing(
                "trial_page",
                "shut",
                (("trial_line", "page_id"),),
                owned=(("trial_mark", "page_id"), ("trial_dot", "mark_id", ("trial_mark", "page_id"))),
                free=("seen",),
                reopened="NEW.state = 'open' AND NEW.version = OLD.version + 1",
            ),
        ),
        write_once=(WriteOnce("trial_text", ("words",)),),
        growing=(("trial_card", "version"),),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE trial_page (id integer PRIMARY KEY, state varchar(10), version integer, seen integer)"
        )
        cursor.execute("CREATE TABLE trial_dot (id integer PRIMARY KEY, mark_id integer, words varchar(10))")
        cursor.execute(
            "CREATE TABLE trial_text (id integer PRIMARY KEY, words varchar(10), status varchar(10))"
        )
        cursor.execute("CREATE TABLE trial_card (id integer PRIMARY KEY, version integer, words varchar(10))")
        cursor.execute("CREATE TABLE trial_line (id integer PRIMARY KEY, page_id integer, words varchar(10))")
        cursor.execute("CREATE TABLE trial_mark (id integer PRIMARY KEY, page_id integer, words varchar(10))")
        cursor.execute("INSERT INTO trial_page VALUES (1, 'open', 1, 0), (2, 'shut', 1, 0)")
        cursor.execute("INSERT INTO trial_line VALUES (1, 1, 'a')")
        cursor.execute("INSERT INTO trial_mark VALUES (1, 1, 'a'), (2, 2, 'a')")
        cursor.execute("INSERT INTO trial_dot VALUES (1, 1, 'a'), (2, 2, 'a')")
        cursor.execute("INSERT INTO trial_text VALUES (1, 'a', 'draft')")
        cursor.execute("INSERT INTO trial_card VALUES (1, 3, 'a')")
    place(connection, [guard])
    yield
    lift(connection, [guard])
    with connection.cursor() as cursor:
        for table in ("line", "dot", "mark", "page", "text", "card"):
            cursor.execute(f"DROP TABLE trial_{table}")


@pytest.mark.parametrize(
    ("statement", "allowed"),
    [
        ("INSERT INTO trial_line VALUES (2, 1, 'b')", True),
        ("INSERT INTO trial_line VALUES (2, 2, 'b')", False),
        ("UPDATE trial_line SET words = 'c' WHERE id = 1", False),
        ("DELETE FROM trial_line WHERE id = 1", False),
        ("UPDATE trial_page SET state = 'shut' WHERE id = 1", True),
        ("UPDATE trial_page SET state = 'open' WHERE id = 2", False),
        ("DELETE FROM trial_page WHERE id = 1", True),
        ("DELETE FROM trial_page WHERE id = 2", False),
        ("INSERT INTO trial_mark VALUES (3, 1, 'b')", True),
        ("INSERT INTO trial_mark VALUES (3, 2, 'b')", False),
        ("UPDATE trial_mark SET words = 'c' WHERE id = 1", True),
        ("UPDATE trial_mark SET words = 'c' WHERE id = 2", False),
        ("UPDATE trial_mark SET page_id = 2 WHERE id = 1", False),
        ("UPDATE trial_mark SET page_id = 1 WHERE id = 2", False),
        ("DELETE FROM trial_mark WHERE id = 1", True),
        ("DELETE FROM trial_mark WHERE id = 2", False),
        ("UPDATE trial_dot SET words = 'c' WHERE id = 1", True),
        ("UPDATE trial_dot SET words = 'c' WHERE id = 2", False),
        ("DELETE FROM trial_dot WHERE id = 2", False),
        ("INSERT INTO trial_dot VALUES (3, 2, 'b')", False),
        ("UPDATE trial_page SET seen = 1 WHERE id = 2", True),
        ("UPDATE trial_page SET seen = 1, version = 2 WHERE id = 2", False),
        ("UPDATE trial_page SET state = 'open', version = 2 WHERE id = 2", True),
        ("UPDATE trial_page SET state = 'open', version = 3 WHERE id = 2", False),
        ("UPDATE trial_text SET status = 'valid' WHERE id = 1", True),
        ("UPDATE trial_text SET words = 'b' WHERE id = 1", False),
        ("DELETE FROM trial_text WHERE id = 1", False),
        ("UPDATE trial_card SET version = 4, words = 'b' WHERE id = 1", True),
        ("UPDATE trial_card SET words = 'b' WHERE id = 1", True),
        ("UPDATE trial_card SET version = 2 WHERE id = 1", False),
    ],
)
def test_the_database_refuses(ledger, statement: str, allowed: bool):
    """Each kind of guard, on the database that the tests run on."""

    def run() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    if allowed:
        run()
    else:
        with pytest.raises(DatabaseError, match="closed"):
            run()


def test_guards_and_frozen_models_are_the_same():
    """A model whose rows are written once by its own word is under a guard, and the other way round."""
    tables = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    frozen = {table for table, model in tables.items() if issubclass(model, FrozenModel)}
    append_only = {table for guard in GUARDS for table in guard.append_only}
    closing = {closing.table for guard in GUARDS for closing in guard.closing}
    assert frozen <= append_only | closing
    by_hand = {"audit_entry"}  # chained one by one, see audit/models.py
    made_by_django = {table for table in append_only if tables[table]._meta.auto_created}
    assert append_only - frozen == by_hand | made_by_django


def test_models_know_how_their_rows_stand():
    """What the guard declares, the model's base hands in to the audit log, also in bulk."""
    tables = {model._meta.db_table: model for model in apps.get_models()}
    for guard in GUARDS:
        for closing in guard.closing:
            assert issubclass(tables[closing.table], ClosingModel | FrozenModel), closing.table
        for one in guard.write_once:
            assert issubclass(tables[one.table], WriteOnceModel), one.table
    for model in tables.values():
        if issubclass(model, FrozenModel):
            assert isinstance(model._default_manager.all(), FrozenQuerySet), model


def test_every_register_is_guarded():
    registers = {model._meta.db_table for model in apps.get_models() if issubclass(model, Record)}
    assert registers == {table for guard in GUARDS for table, _ in guard.growing}


def test_a_guard_that_was_dropped_is_set_again_at_the_next_start(db, caplog):
    name = "facts_fact_no_update" if connection.vendor == "sqlite" else "facts_fact_append_only"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else " ON facts_fact"))
    assert placement.absent(connection, GUARDS) == [name]
    with caplog.at_level("WARNING"):
        assert placement.ensure_guards(connection) == [name]
    assert name in caplog.text
    assert placement.absent(connection, GUARDS) == []


def test_a_table_that_is_rebuilt_keeps_its_guards(db):
    """As a migration does it: without the guards in the way, and with them at the end, whatever happens between."""
    with pytest.raises(ZeroDivisionError), placement.without_guards(connection):
        assert placement.absent(connection, GUARDS)
        for guard in GUARDS:
            place(connection, [guard])  # what older migrations ask for waits until the end
        assert placement.absent(connection, GUARDS)
        raise ZeroDivisionError
    assert placement.absent(connection, GUARDS) == []
