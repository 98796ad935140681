"""The shape of a register's rows in the API, made from the register's fields."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.db import models
from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints, create_model

from keqiao.web.registry.models import Engagement, Organisation
from keqiao.web.registry.registers import Register

LARGEST_KEY = 2**53 - 1
"""The largest whole number that every JSON reader keeps; both databases take it."""
Key = Annotated[int, Field(ge=1, le=LARGEST_KEY)]
Reason = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00]*$")]
SMALL, LARGE = 32_767, 2_147_483_647


RowCode = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[^\x00]*$")]


class Named(Schema):
    """A row of another register: its key, its name as far as the reader may know it, and its code where it has one."""

    id: int
    name: str
    code: str = ""


class RowReference(Schema):
    """A row of another register as it is read, or a part of that: ``id``, or ``code`` where its register has codes."""

    model_config = ConfigDict(extra="forbid")
    id: Key | None = None
    code: Annotated[str, StringConstraints(max_length=40, pattern=r"^[^\x00]*$")] = ""
    name: str = ""


Verification = Literal["reported", "questioned", "verified", "sampled", "reference"]
"""Whether the version read is verified; reference data of the bureau needs not be."""


class Withdrawal(Schema):
    """A row is withdrawn with a reason."""

    model_config = ConfigDict(extra="forbid")
    reason: Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^[^\x00]*$")]


class ChangedField(Schema):
    """A field before and after."""

    label: str
    before: str
    after: str


class HistoryStep(Schema):
    """One change of a row."""

    at: datetime
    by: str
    action: str
    kind: str
    reason: str
    change_set: int
    fields: list[ChangedField]


def class_name(register: Register) -> str:
    """The name of a register's schema: that of its model."""
    return register.model.__name__


def row_schema(register: Register) -> type[Schema]:
    """What is read: every field, other rows with their names, and who recorded it when."""
    fields: dict[str, Any] = {"id": (int, ...), "version": (int, ...), "name_shown": (str, ...)}
    for field in (register.field(name) for name in register.fields):
        fields[field.name] = (_read(field), ...)
    fields |= {
        "recorded_at": (datetime, ...),
        "withdrawn_at": (datetime | None, ...),
        "withdrawn_reason": (str, ...),
        "verification": (Verification, ...),
    }
    return create_model(class_name(register), __base__=Schema, __doc__=f"A row of {register.key}.", **fields)


def new_schema(register: Register) -> type[Schema]:
    """What is sent for a new row: fields that may be empty may be left out."""
    fields = {
        field.name: (_written(field), _default(field))
        for field in (register.field(name) for name in register.fields)
    }
    return _sent(f"New{class_name(register)}", "A new row.", fields | _another(register))


def change_schema(register: Register) -> type[Schema]:
    """What is sent for a change: the version that was read, and the fields that become different."""
    fields: dict[str, Any] = {"version": (Annotated[int, Field(ge=1, le=LARGE)], ...)}
    for field in (register.field(name) for name in register.fields):
        fields[field.name] = (_written(field) | None, None)
    fields |= _another(register)
    return _sent(f"Changed{class_name(register)}", "The version read, and the fields that change.", fields)


def _another(register: Register) -> dict[str, Any]:
    """``is_another``: an organisation of a like name is recorded, and this is not the same; ``has_several_posts``: the
    person really works more than whole time.
    """
    names = {Organisation: "is_another", Engagement: "has_several_posts"}
    return {names[register.model]: (bool, False)} if register.model in names else {}


def _sent(name: str, doc: str, fields: dict[str, Any]) -> type[Schema]:
    fields["reason"] = (Reason, "")
    model = create_model(name, __base__=Sent, __doc__=doc, **fields)
    return model


class Sent(Schema):
    """What a program sends: nothing else than the fields that are known."""

    model_config = ConfigDict(extra="forbid")


def _default(field: Any) -> Any:
    if field.many_to_many:
        return []
    if field.has_default():
        value = field.get_default()
        return Decimal(value) if isinstance(field, models.DecimalField) else getattr(value, "value", value)
    if field.null:
        return None
    return "" if field.blank else ...


def _read(field: Any) -> Any:
    if field.many_to_many:
        return list[Named]
    if field.is_relation:
        return Named | None if field.null else Named
    plain = _plain(field)
    return plain | None if field.null else plain


def _plain(field: Any) -> Any:
    if isinstance(field, models.BooleanField):
        return bool
    if isinstance(field, models.DateField):
        return date
    if isinstance(field, models.DecimalField):
        return Decimal
    return int if isinstance(field, models.IntegerField) else str


def _written(field: Any) -> Any:
    """The type that is accepted: bounded as the databases are."""
    if field.many_to_many:
        return Annotated[list[_reference(field)], Field(max_length=200)]  # type: ignore[misc]
    kind: Any
    if field.is_relation:
        kind = _reference(field)
    elif field.choices:
        values = tuple(value for value, _ in field.flatchoices if value != "")
        kind = Literal[(*values, "")] if field.blank and not field.null else Literal[values]
    elif isinstance(field, models.DecimalField):
        kind = Annotated[Decimal, Field(max_digits=field.max_digits, decimal_places=field.decimal_places)]
    elif isinstance(field, models.PositiveSmallIntegerField):
        kind = Annotated[int, Field(ge=0, le=SMALL)]
    elif isinstance(field, models.IntegerField):
        kind = Annotated[int, Field(ge=0, le=LARGE)]
    elif isinstance(field, models.BooleanField | models.DateField):
        kind = _plain(field)
    else:
        least = 0 if field.blank else 1
        kind = Annotated[
            str, StringConstraints(min_length=least, max_length=field.max_length, pattern=r"^[^\x00]*$")
        ]
    return kind | None if field.null else kind


def _reference(field: Any) -> Any:
    """How a row of another register is named: by its key, by its code where it has one, or as it is read."""
    return Key | RowCode | RowReference if has_code(field.related_model) else Key | RowReference


def has_code(model: type[models.Model]) -> bool:
    """Whether rows of a register have a code of their own."""
    return any(field.name == "code" for field in model._meta.concrete_fields)
