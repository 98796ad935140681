"""Many rows at once, given as columns: COPY on PostgreSQL, one prepared statement on SQLite.

No object is made of a row, and nobody is told of it: this is for tables of which one row of another table speaks for
all (``SealedRows`` of the audit log), or of which nothing is kept at all.
"""

from __future__ import annotations

from typing import Any

import polars as pl
from django.db import connection

BATCH = 50_000
"""Rows that are written out at a time."""


def insert(model: Any, rows: pl.DataFrame) -> None:
    """Insert rows whose columns are called as those of the model's table; keys are given by the database.

    Columns that are left out are empty. Decimals are written in their places, JSON is given as text. Raises
    DatabaseError where the database refuses one; then none is there. Call it within a transaction. A text stands in
    quotation marks for COPY, so that it is told from nothing.
    """
    if rows.is_empty():
        return
    texts = rows.with_columns(pl.col(pl.Decimal).cast(pl.String))
    quote = connection.ops.quote_name
    table, columns = quote(model._meta.db_table), ", ".join(map(quote, rows.columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            statement = f"COPY {table} ({columns}) FROM STDIN (FORMAT csv, NULL '')"
            with connection.wrap_database_errors, cursor.copy(statement) as copy:
                for batch in texts.iter_slices(BATCH):
                    copy.write(batch.write_csv(include_header=False, quote_style="non_numeric"))
        else:
            places = ", ".join(["%s"] * rows.width)
            statement = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608
            for batch in texts.iter_slices(BATCH):
                cursor.executemany(statement, batch.rows())
