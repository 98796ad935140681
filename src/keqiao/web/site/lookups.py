"""Keys and numbers beyond what a column holds: no row has them, so the question is answered without the database.

Django does so for comparisons of integers, but not for lists of them nor for references; SQLite fails with an
OverflowError there, PostgreSQL with an error of its own. Registered once, this holds for every query of every room.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import IntegerField
from django.db.models.fields.related import ForeignObject
from django.db.models.fields.related_lookups import RelatedExact, RelatedIn
from django.db.models.lookups import In


def register_lookups() -> None:
    """Put the bounded lookups in the place of Django's own."""
    IntegerField.register_lookup(BoundedIn)
    ForeignObject.register_lookup(BoundedRelatedIn)
    ForeignObject.register_lookup(BoundedRelatedExact)


def _fits(lookup: Any, connection: Any, value: Any) -> bool:
    if not isinstance(value, int) or isinstance(value, bool):
        return True
    field = lookup.lhs.output_field
    field = getattr(field, "target_field", field)
    low, high = connection.ops.integer_field_range(field.get_internal_type())
    return (low is None or value >= low) and (high is None or value <= high)


class BoundedIn(In):
    """A list of integers without those that the column cannot hold."""

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        """Leave out what no row can have. Raises EmptyResultSet where nothing is left."""
        if self.rhs_is_direct_value():
            self.rhs = [value for value in self.rhs if _fits(self, connection, value)]
        return super().process_rhs(compiler, connection)


class BoundedRelatedIn(BoundedIn, RelatedIn):
    """The same for references."""


class BoundedRelatedExact(RelatedExact):
    """A reference to a key that no row can have."""

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        """Raise EmptyResultSet for a key beyond the column."""
        if self.rhs_is_direct_value() and not _fits(self, connection, self.rhs):
            raise EmptyResultSet
        return super().process_rhs(compiler, connection)
