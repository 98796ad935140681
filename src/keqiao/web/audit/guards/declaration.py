"""What a room declares of the rows that it protects: data, and the SQL over the rows of a statement."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

REVISIONS = "audit_tablerevision"
"""Where writes are counted."""


class OwnedRows(NamedTuple):
    """Rows of ``table`` belong to a row of another table: ``column`` points at it, or at the row between them.

    ``between`` is that row's table and its column: ``("returns_cell", "form_id")``.
    """

    table: str
    column: str
    between: tuple[str, str] | None = None

    def owner(self, row: str) -> str:
        """SQL: the key of the row to which ``row`` (NEW, OLD or an alias) belongs."""
        if self.between is None:
            return f"{row}.{self.column}"
        table, column = self.between
        return f"(SELECT b.{column} FROM {table} b WHERE b.id = {row}.{self.column})"  # noqa: S608


@dataclass(frozen=True)
class Closing:
    """Rows of ``table`` take no change once their ``state`` is ``closed``; ``parts`` then take no new rows for them.

    ``parts`` are pairs (table, column that points at the row), or triples as :class:`OwnedRows`. A closed row is not
    deleted either. Rows of ``owned``, written as ``parts``, may be added, changed and deleted until the row they belong
    to is closed, then no more. Columns named in ``free`` change all the same. ``reopened`` is SQL over OLD and NEW: the
    one way in which a closed row opens again.
    """

    table: str
    closed: str
    parts: tuple[tuple[Any, ...], ...] = ()
    owned: tuple[tuple[Any, ...], ...] = ()
    free: tuple[str, ...] = ()
    reopened: str = ""

    def is_closed(self, part: tuple[Any, ...], row: str = "NEW") -> str:
        """SQL: whether the row that a row of a part belongs to is closed; ``row`` is NEW, OLD or an alias."""
        owner = OwnedRows(*part).owner(row)
        return f"EXISTS (SELECT 1 FROM {self.table} s WHERE s.id = {owner} AND s.state = '{self.closed}')"  # noqa: S608


@dataclass(frozen=True)
class WriteOnce:
    """Rows of ``table`` whose ``columns`` never change, while the others may; the rows are not deleted."""

    table: str
    columns: tuple[str, ...]


class StoredFile(NamedTuple):
    """A file that rows of ``table`` name in ``column``, and the column with the SHA-256 of its content."""

    table: str
    column: str
    sha256: str


class SealedRows(NamedTuple):
    """Rows of ``table`` that belong to a closed row of ``owner``, one column of which holds a hash over all of them.

    The log vouches for the owner, and with its hash for the rows. ``verify`` names the function that computes the hash
    of an owner's rows again ("keqiao.web.….verify"): it returns what has ``ok`` and ``rows``, their number.
    """

    table: str
    owner: str
    verify: str


class RevisedTable(NamedTuple):
    """A table of which each write is counted (:mod:`keqiao.web.audit.revisions`): in all, and for each scope that one
    of the ``ways`` (:mod:`keqiao.web.audit.guards.ways`) leads to from a row as it was or as it is written.
    """

    table: str
    ways: tuple[str, ...] = ()

    def scopes(self, *rows: str) -> str:
        """SQL: the scopes of rows (NEW, OLD or aliases), in the column ``scope``."""
        ways = (way.format(row=row) for way in self.ways for row in rows)
        return " UNION ".join(("SELECT NULL AS scope WHERE 1 = 0", *ways))


@dataclass(frozen=True)
class Guard:
    """What a room protects. ``name`` begins the names of its functions, ``refusal`` is what the database says.

    ``growing`` are pairs (table, column): a number that an update never makes smaller, in rows that are not replaced.
    ``revised`` are tables of which each write is counted.
    ``sealed`` are tables of many rows, protected above, for which the log vouches together and not one by one.
    ``files`` are no matter of the database: verification compares them with the hash that a protected row names.
    """

    name: str
    refusal: str
    append_only: tuple[str, ...] = ()
    closing: tuple[Closing, ...] = ()
    write_once: tuple[WriteOnce, ...] = ()
    growing: tuple[tuple[str, str], ...] = ()
    files: tuple[StoredFile, ...] = ()
    revised: tuple[RevisedTable, ...] = ()
    sealed: tuple[SealedRows, ...] = ()

    @property
    def tables(self) -> dict[str, None]:
        """Every table that is protected in some way, once, in the order of the declaration."""
        parts = [part[0] for closing in self.closing for part in closing.owned]
        return dict.fromkeys(
            (
                *self.append_only,
                *(closing.table for closing in self.closing),
                *parts,
                *(rule.table for rule in self.write_once),
                *(table for table, _ in self.growing),
            )
        )

    def is_permanent(self, table: str, row: str) -> str:
        """SQL: whether the row of ``table`` under the alias ``row`` stands: nothing may remove it."""
        if table in self.append_only or table in {rule.table for rule in self.write_once}:
            return "1 = 1"
        if table in dict(self.growing):
            return "1 = 1"
        said = [f"{row}.state = '{closing.closed}'" for closing in self.closing if closing.table == table]
        said += [
            closing.is_closed(part, row)
            for closing in self.closing
            for part in closing.owned
            if part[0] == table
        ]
        return " OR ".join(said)

    def within(self, tables: set[str]) -> Guard:
        """The guard as far as its tables exist."""

        def there(parts: tuple[tuple[Any, ...], ...]) -> tuple[tuple[Any, ...], ...]:
            return tuple(part for part in parts if part[0] in tables)

        return replace(
            self,
            append_only=tuple(table for table in self.append_only if table in tables),
            closing=tuple(
                replace(closing, parts=there(closing.parts), owned=there(closing.owned))
                for closing in self.closing
                if closing.table in tables
            ),
            write_once=tuple(rule for rule in self.write_once if rule.table in tables),
            growing=tuple(pair for pair in self.growing if pair[0] in tables),
            revised=tuple(rule for rule in self.revised if {rule.table, REVISIONS} <= tables),
        )
