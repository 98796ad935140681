"""What holds for all tests."""

import contextlib
import gc
import hashlib
import itertools
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management.commands import migrate
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers
from pytest_django import DjangoDbBlocker
from tests.databases import PREFIX, alone, clone, drop_databases, has_database
from tests.golden import copies, leave

# A busy machine is no fault of what is tested: nothing here is timed. What lets main move draws the same examples each
# time, so that a change is judged and not the draw; everybody else draws new ones with every run.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "ci", settings.get_profile("untimed"), derandomize=True, database=None, max_examples=25
)
# Many examples, for the night or for a doubt: pytest --hypothesis-profile=explore; see tests/examples.py.
settings.register_profile("explore", settings.get_profile("untimed"), max_examples=1000)
settings.load_profile("ci" if os.environ.get("CI") else "untimed")
if os.environ.get("CI"):
    # Hypothesis reads every module of ours for constants to draw: seconds of each process, and a constant that somebody
    # adds anywhere would change what all properties are tried with.
    providers._get_local_constants = lambda: providers._local_constants

# Playwright keeps an event loop running in its thread, in which Django would refuse every query of later tests of the
# same worker. No test of ours is asynchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

ROOT = Path(__file__).parents[1]
MIGRATED_FROM = (
    "*/migrations/*.py",
    "*/triggers.py",
    "audit/guards/*.py",
    "registry/words.py",
    "registry/identifiers.py",
)
"""What a migrated database is made of; migrations import no other module of ours."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """How files are handed out where each stays in one process; any other way is that of xdist."""
    from tests.portions import PortionScheduling

    return PortionScheduling(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_finish() -> None:
    """Some million objects of modules and tests stay until the end: the collector of garbage need not look at them."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 10)


@pytest.fixture(scope="session")
def _folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A new folder each time, below one of the process."""
    base = tmp_path_factory.mktemp("tests")
    return (base / str(number) for number in itertools.count())


@pytest.fixture
def tmp_path(_folders: Iterator[Path]) -> Path:
    """A folder of the test. That of pytest reads for each the names of all those before it."""
    folder = next(_folders)
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """One process migrates, the others take a copy of the migrated, still empty database.

    That of SQLite is kept for the next run: reading it takes a tenth of migrating.
    """
    handle = migrate.Command.handle

    def with_copy(command: migrate.Command, *args: object, **options: object) -> None:
        if connection.introspection.table_names():
            handle(command, *args, **options)
            return
        with alone(_kept()):
            take, keep = (_take, _keep) if connection.vendor == "sqlite" else (_take_clone, _keep_clone)
            taken = take()
            handle(command, *args, **options)
            if not taken:
                keep()

    patch = pytest.MonkeyPatch()
    patch.setattr(migrate.Command, "handle", with_copy)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def golden_database(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The processes of a run share what each of them has made (tests/golden.py)."""
    base = tmp_path_factory.getbasetemp()
    copies.folder = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    yield
    with django_db_blocker.unblock():
        leave()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """The process that has started the others leaves no database behind, where the server stays."""
    goes_too = "PYTEST_XDIST_WORKER" in os.environ or "KEQIAO_CI_SERVER" in os.environ
    if connection.vendor == "postgresql" and not goes_too:
        drop_databases()


@pytest.fixture(scope="session")
def migrated(django_db_setup: None) -> Callable[[Path], None]:
    """Put a migrated, empty SQLite database into a data directory, for a process of its own that would migrate it."""

    def put(folder: Path) -> None:
        if _kept().exists():  # where tests run on PostgreSQL only there is none: the process migrates
            shutil.copyfile(_kept(), folder / "keqiao.sqlite3")

    return put


def _kept() -> Path:
    return ROOT / "build" / "tests" / f"migrated-{_fingerprint()}.sqlite3"


def _take() -> bool:
    """Read the kept database into that of the connection, if there is one."""
    if _kept().exists():
        with contextlib.closing(sqlite3.connect(_kept())) as copy:
            connection.ensure_connection()
            copy.backup(connection.connection)
    return _kept().exists()


def _keep() -> None:
    """Keep the database of the connection, whole or not at all; older ones go."""
    place = _kept()
    for old in place.parent.glob("migrated-*.sqlite3"):
        old.unlink(missing_ok=True)
    unfinished = place.with_suffix(f".{os.getpid()}")
    with contextlib.closing(sqlite3.connect(unfinished)) as copy:
        connection.connection.backup(copy)
    unfinished.replace(place)


def _take_clone() -> bool:
    there = has_database(_migrated())
    if there:
        connection.close()
        clone(connection.settings_dict["NAME"], _migrated())
    return there


def _keep_clone() -> None:
    connection.close()
    clone(_migrated(), connection.settings_dict["NAME"])


def _migrated() -> str:
    return f"{PREFIX}migrated_{_fingerprint()}"


def _fingerprint() -> str:
    total = hashlib.sha256((ROOT / "requirements" / "dev.lock").read_bytes())
    web = ROOT / "src" / "keqiao" / "web"
    for file in sorted(file for pattern in MIGRATED_FROM for file in web.glob(pattern)):
        total.update(f"{file.relative_to(web)} {len(file.read_bytes())}".encode() + file.read_bytes())
    return total.hexdigest()[:24]
