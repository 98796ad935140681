"""What a filter offers, and how filters narrow rows of the database: by a value of a field, by words in some fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Choices, Q, QuerySet

MOST_WORDS = 8

Narrowing = Callable[[Any, str], Any]


def in_words(choices: type[Choices]) -> list[tuple[str, str]]:
    """The values of an enumeration with their words in the reader's language."""
    return [(str(value), str(label)) for value, label in choices.choices]


def with_value(field: str) -> Narrowing:
    """Rows of which the field has the value."""
    return lambda rows, value: rows.filter(**{field: value})


def with_words(*fields: str) -> Narrowing:
    """Rows of which each word stands in one of the fields, whatever its case."""

    def narrow(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        for word in text.split()[:MOST_WORDS]:
            fits = Q()
            for field in fields:
                fits |= Q(**{f"{field}__icontains": word})
            rows = rows.filter(fits)
        return rows

    return narrow
