"""What is written once stays, asked by plain SQL: entries of the log, facts, frozen snapshots, finished runs."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from keqiao.web.audit.frozen import FrozenModel
from keqiao.web.audit.guards import Closing, Guard
from keqiao.web.audit.triggers import GUARD as AUDIT
from keqiao.web.evaluations.triggers import GUARD as EVALUATIONS
from keqiao.web.facts.triggers import GUARD as FACTS
from keqiao.web.funding.triggers import GUARD as FUNDING
from keqiao.web.registry.triggers import GUARD as REGISTRY
from keqiao.web.returns.triggers import GUARD as RETURNS

GUARDS = [AUDIT, REGISTRY, FACTS, RETURNS, EVALUATIONS, FUNDING]


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_a_guard_names_tables_that_exist(guard: Guard):
    """A renamed table would lose its protection without a word."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    named = {*guard.append_only, *(closing.table for closing in guard.closing)}
    named |= {part for closing in guard.closing for part, _ in (*closing.parts, *closing.kept)}
    assert named <= tables


@pytest.fixture
def ledger(transactional_db):
    """Two small tables under a guard of their own: pages close, their lines then stand."""
    guard = Guard(
        "trial",
        "closed",
        append_only=("trial_line",),
        closing=(
            Closing("trial_page", "shut", (("trial_line", "page_id"),), kept=(("trial_mark", "page_id"),)),
        ),
    )
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE trial_page (id integer PRIMARY KEY, state varchar(10))")
        cursor.execute("CREATE TABLE trial_line (id integer PRIMARY KEY, page_id integer, words varchar(10))")
        cursor.execute("CREATE TABLE trial_mark (id integer PRIMARY KEY, page_id integer, words varchar(10))")
        cursor.execute("INSERT INTO trial_page VALUES (1, 'open'), (2, 'shut')")
        cursor.execute("INSERT INTO trial_line VALUES (1, 1, 'a')")
        cursor.execute("INSERT INTO trial_mark VALUES (1, 1, 'a'), (2, 2, 'a')")
    guard.create(connection)
    yield
    guard.drop(connection)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE trial_line")
        cursor.execute("DROP TABLE trial_mark")
        cursor.execute("DROP TABLE trial_page")


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


def test_guards_cover_what_the_models_call_frozen():
    """Every model whose rows are written once by its own word is under a guard."""
    covered = {
        table
        for guard in GUARDS
        for table in (*guard.append_only, *(closing.table for closing in guard.closing))
    }
    frozen = {model._meta.db_table for model in apps.get_models() if issubclass(model, FrozenModel)}
    assert frozen
    assert frozen <= covered
