"""What tests of the web rooms share: users by role, signed-in clients, a quick and quiet installation."""

import contextlib
import functools
import importlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, TransactionTestCase, override_settings
from django.utils import translation
from pytest_django import DjangoDbBlocker
from tests.golden import begin, golden, leave, recipes_of
from tests.web import both_databases

from keqiao.web.accounts.models import Role, Unit, User
from keqiao.web.accounts.roles import ensure_roles, initial_roles
from keqiao.web.audit.guards.application_role import grant

FROM_MIGRATIONS = {"django_content_type", "auth_permission"}
"""Tables with rows that every migrated database has."""
APPLICATION_ROLE = "keqiao_application"
"""The role that .ci/postgresql makes."""
PASSWORD = "a long enough secret 7"
ROLES = [row["code"] for row in initial_roles()]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what CI runs on PostgreSQL too."""
    here = f"{Path(__file__).parent.as_posix()}/"
    for item in items:
        if (path := item.path.as_posix()).startswith(here):
            both_databases.mark(item, path.removeprefix(here))
    if connection.vendor == "postgresql":
        # What stands in the open transaction goes where the next test asks for other fixtures (tests/golden.py).
        files = {item.path: number for number, item in enumerate(items)}
        items.sort(key=lambda item: (files[item.path], _golden_fixtures(item)))


def _golden_fixtures(item: pytest.Item) -> tuple[bool, list[str]]:
    """What a test asks for; those that commit make theirs themselves and stand after the others."""
    commits = both_databases.commits(item)
    return commits, [] if commits else [recipe.key for recipe in recipes_of(item)]


@pytest.fixture(autouse=True, scope="session")
def _quick_installation() -> Iterator[None]:
    """Background work is done at once, passwords are hashed quickly, nobody asks for too many pages."""
    with override_settings(
        TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": []}},
        WHITENOISE_AUTOREFRESH=True,  # each client would look at all static files before its first request
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        ADDRESS_PAGES_PER_MINUTE=10_000_000,
        SESSION_PAGES_PER_MINUTE=10_000_000,
    ):
        yield


@pytest.fixture(autouse=True)
def _installation(_quick_installation: None, tmp_path: Path) -> Iterator[None]:
    """What is kept beside the database goes to a folder of the test."""
    cache.clear()  # what counts requests of the API
    with override_settings(
        DATA=tmp_path, MEDIA_ROOT=tmp_path / "media", AUDIT_HEADS=tmp_path / "audit-heads.log"
    ):
        yield


@pytest.fixture
def _starting_database(
    request: pytest.FixtureRequest,
    _installation: None,
    golden_database: None,
    django_db_blocker: DjangoDbBlocker,
) -> None:
    """The state of the golden database that the test's fixtures ask for."""
    with django_db_blocker.unblock():
        begin(recipes_of(request.node), commits=both_databases.commits(request.node))


@pytest.fixture
def _django_db_helper(_starting_database: None, _django_db_helper: None) -> None:
    """The transaction of a test begins in that state."""


@contextlib.contextmanager
def triggers_off(*tables: str) -> Iterator[None]:
    """Without the database's triggers: what may only be added to could not be emptied between tests.

    On SQLite, which drops and makes hundreds of them one by one, only those of ``tables`` (``audit_*``), if given.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            of = " OR ".join(["tbl_name GLOB %s"] * len(tables)) or "TRUE"
            cursor.execute(
                f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND ({of})", list(tables)
            )
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
        else:
            cursor.execute("SET session_replication_role = replica")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                for _, sql in triggers:
                    cursor.execute(sql)
            else:
                cursor.execute("SET session_replication_role = DEFAULT")


def empty_tables() -> None:
    """Leave the rows of migrations only. Django would have PostgreSQL make new files for each table and index."""
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
    names = [connection.ops.quote_name(table) for table in sorted(tables - FROM_MIGRATIONS)]
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in names)
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {name}")


@pytest.fixture(autouse=True, scope="session")
def _emptying_tables() -> Iterator[None]:
    """After a test with real transactions (``transactional_db``) the next one begins with a copy, or empty tables."""

    def without_triggers(_self: TransactionTestCase) -> None:
        leave()
        if connection.vendor != "sqlite":
            with triggers_off():
                empty_tables()

    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", without_triggers)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _as_application_role(request: pytest.FixtureRequest) -> Iterator[None]:
    """On PostgreSQL, tests marked ``application_role`` work as the role that owns nothing, as an installation does."""
    marked = request.node.get_closest_marker("application_role") is not None
    if not marked or connection.vendor != "postgresql":
        yield
        return
    request.getfixturevalue("db")
    with connection.cursor() as cursor:
        grant(connection, APPLICATION_ROLE)
        cursor.execute(f"SET ROLE {APPLICATION_ROLE}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


@pytest.fixture(autouse=True)
def no_language_left_behind() -> Iterator[None]:
    """A request in English leaves its thread in English; the next test begins in the language of the settings."""
    yield
    translation.deactivate()


@golden
def roles(db) -> dict[str, Role]:
    """The initial roles by code."""
    return ensure_roles()


@golden
def unit(db) -> Unit:
    """A platform's unit."""
    return Unit.objects.create(code="P01", name="示范平台甲", name_en="Platform A", kind=Unit.Kind.PLATFORM)


def new_user(roles: dict[str, Role], *codes: str, unit: Unit | None = None, username: str = "") -> User:
    """A user with these of the ``roles``."""
    name = username or "_".join(codes) or "nobody"
    user = User.objects.create_user(name, password=PASSWORD, display_name=f"用户{name}", unit=unit)
    user.roles.set([roles[code] for code in codes])
    return user


@golden
def user_with(roles) -> Callable[..., User]:
    """``user_with("auditor")`` makes a user with these roles; ``unit=…`` puts the user into a unit."""

    return functools.partial(new_user, roles)


@pytest.fixture
def client_of(user_with) -> Callable[..., Client]:
    """``client_of("auditor")`` or ``client_of(user)``: a client signed in as that user; the user is ``client.user``."""

    def make(who: str | User, unit: Unit | None = None) -> Client:
        user = user_with(who, unit=unit) if isinstance(who, str) else who
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        client.user = user
        return client

    return make


@golden
def officer(user_with) -> User:
    """The bureau officer (P1)."""
    return user_with("bureau_officer", username="officer")


@pytest.fixture
def officer_client(client_of, officer) -> Client:
    """A client signed in as the bureau officer."""
    return client_of(officer)


@pytest.fixture
def read_here(monkeypatch) -> None:
    """Read uploads in this process, for tests of hundreds of damaged files: what is asked is the reader."""

    def here(task: str, path: Path, arguments: Sequence[str] = (), **_limits: object) -> bytes:
        module, _, name = task.partition(":")
        return getattr(importlib.import_module(module), name)(path, *arguments)

    monkeypatch.setattr("keqiao.engine.workbooks.transfer.confined", here)
