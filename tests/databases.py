"""Copies of databases on a PostgreSQL server, and what one process makes for all of a run."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.db import connection

PREFIX = "keqiao_tests_"
"""Of all databases that a run of the tests makes on a server beside those that Django makes."""


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """One process at a time makes what stands at ``place``; the others wait and find it made."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _server() -> Iterator[psycopg.Connection]:
    parameters = connection.get_connection_params() | {"dbname": "postgres"}
    with psycopg.connect(**parameters, autocommit=True) as server:
        yield server


def clone(name: str, template: str) -> None:
    """Make the database ``name`` anew as a copy of another, to which nobody is connected."""
    with _server() as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


@contextmanager
def dropped_afterwards(name: str) -> Iterator[str]:
    """An empty database of that name for the time being."""
    clone(name, "template0")
    try:
        yield name
    finally:
        with _server() as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def has_database(name: str) -> bool:
    """Whether the server has a database of that name."""
    with _server() as server:
        return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def drop_databases() -> None:
    """Drop what a run of the tests has made on the server."""
    with _server() as server:
        rows = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        for (name,) in rows.fetchall():
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
