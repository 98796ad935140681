"""Which row of the register a line means: by the natural key, standing rows first."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.changes.state import State, naming_paths
from keqiao.web.registry.models.record import Record
from keqiao.web.registry.registers import Register

BATCH = 400
ELSE = {"organisations": ("name",), "agreements": (), "platforms": ()}
"""Register → the key of lines whose natural key is empty: an organisation without code goes by its name."""


class Matches:
    """The rows that lines may mean, read in batches."""

    def __init__(self, user: Actor, register: Register) -> None:
        self.user, self.register = user, register
        self.fields = register.natural_key or register.fields
        self.single = tuple(name for name in self.fields if not register.field(name).many_to_many)
        self.everything = register.model.reach_of(user) == "all"
        self.by_key: dict[int, Record] = {}
        self._matching: dict[tuple[Any, ...], list[Record]] = {}
        self._editable: set[int] = set()
        self._one_to_one = tuple(
            name for name in register.fields if isinstance(register.field(name), models.OneToOneField)
        )

    def key(self, values: State) -> tuple[Any, ...] | None:
        """Return what tells one line of a file from another; None where equal lines are rows of their own."""
        return self._key(values) if self.register.natural_key else None

    def load(self, lines: list[State]) -> None:
        """Read all rows that the lines may mean."""
        keys = [self._key(values) for values in lines]
        for names in {key[0] for key in keys if key is not None}:
            chosen = self._narrowest(names, [key for key in keys if key and key[0] == names])
            self._read(names, chosen[0], chosen[1])
        for name in self._one_to_one:
            self._read((name,), name, {values[name] for values in lines if values.get(name)})
        rows = list(self.by_key)
        if self.everything:
            self._editable = set(rows)
            return
        for start in range(0, len(rows), BATCH):
            part = self.register.model.objects.filter(pk__in=rows[start : start + BATCH])
            self._editable |= set(part.editable_by(self.user).values_list("pk", flat=True))

    def rows(self) -> list[Record]:
        """Return all rows that were read."""
        return list(self.by_key.values())

    def editable(self, row: Record) -> bool:
        """Whether the user may change the row."""
        return row.pk in self._editable

    def take(self, values: State) -> Record | None:
        """Return the row that a line means, each row once; None for a new one. Raises ValidationError: ambiguous."""
        key = self._key(values)
        rows = self._matching.get(key, []) if key is not None else []
        current = [row for row in rows if row.withdrawn_at is None]
        exact = [row for row in current if self._says(row, values)]
        if len(current) > 1 and not exact and self.register.natural_key:
            raise ValidationError(
                _("%(count)d rows of the register fit this line; correct them one by one.")
                % {"count": len(current)}
            )
        row = next(iter(exact or current), None)
        if row is None:
            row = self._withdrawn(values)
        if row is not None and key is not None and row in rows:
            rows.remove(row)
        return row

    def _withdrawn(self, values: State) -> Record | None:
        """A withdrawn row that holds a place which cannot be taken twice."""
        for name in self._one_to_one:
            for row in self._matching.get(((name,), values.get(name)), []):
                if row.withdrawn_at is not None:
                    return row
        return None

    def _says(self, row: Record, values: State) -> bool:
        for name, value in values.items():
            field = self.register.field(name)
            if field.many_to_many:
                continue
            if getattr(row, field.attname) != value:
                return False
        return True

    def _key(self, values: State) -> tuple[Any, ...] | None:
        names = self.single
        key = tuple(values.get(name) for name in names)
        if all(part in (None, "") for part in key):
            names = ELSE.get(self.register.key, ())
            key = tuple(values.get(name) for name in names)
            if not names or all(part in (None, "") for part in key):
                return None
        return (names, *(self._empty(name, part) for name, part in zip(names, key, strict=True)))

    def _empty(self, name: str, part: Any) -> Any:
        """What an empty cell means in a key: the field's default."""
        field = self.register.field(name)
        if part in {None, ""} and field.has_default():
            return field.get_default()
        if part is not None:
            return part
        return "" if isinstance(field, models.CharField | models.TextField) and not field.null else None

    def _narrowest(self, names: tuple[str, ...], keys: list[tuple[Any, ...]]) -> tuple[str, set[Any]]:
        """The part of the key by which to read: the first that every line fills and that differs most."""
        best: tuple[str, set[Any]] | None = None
        for at, name in enumerate(names, start=1):
            values = {key[at] for key in keys}
            if None in values or (values == {""}):
                continue
            if best is None or len(values) > len(best[1]):
                best = (name, values)
        return best or (names[0], {key[1] for key in keys if key[1] is not None})

    def _read(self, names: tuple[str, ...], by: str, wanted: set[Any]) -> None:
        model = self.register.model
        listed = sorted(wanted, key=str)
        for start in range(0, len(listed), BATCH):
            rows = model._base_manager.filter(**{f"{by}__in": listed[start : start + BATCH]}).order_by("pk")
            for read in rows.select_related(*naming_paths(model)):
                row = self.by_key.setdefault(read.pk, read)
                key = (names, *(getattr(row, model._meta.get_field(name).attname) for name in names))  # type: ignore[union-attr]
                known = self._matching.setdefault(key, [])
                if row not in known:
                    known.append(row)
