"""The operations on each register: five of its own, and for all of them history and restoring.

Annotations are evaluated here (no ``from __future__``): the schemas of each register are values of a function.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Schema, Status
from pydantic import StringConstraints

from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.rules import require, require_one
from keqiao.web.registry.api.schemas import (
    LARGEST_KEY,
    HistoryStep,
    Named,
    Withdrawal,
    change_schema,
    class_name,
    has_code,
    new_schema,
    row_schema,
)
from keqiao.web.registry.changes import change_set
from keqiao.web.registry.changes.history import history_of
from keqiao.web.registry.duplicates import refuse_alike
from keqiao.web.registry.editing.rows import row_of, rows_of_page
from keqiao.web.registry.listings import Viewer
from keqiao.web.registry.models import Change, ChangeSet, RowState
from keqiao.web.registry.posts import refuse_beyond
from keqiao.web.registry.registers import REGISTERS, Register, register_of
from keqiao.web.registry.search import Sought, rows_found
from keqiao.web.site.api_pages import REFUSALS, PlatformQuery, Problem, page_at_once, page_schema

CONFLICTS = {**REFUSALS, 409: Problem}

router = Router(tags=["registers"])
KeyInPath = Annotated[int, Path(ge=1, le=LARGEST_KEY)]
RegisterInPath = Annotated[str, Path(pattern=r"^[a-z-]{1,40}$")]
Words = Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00]*$")]


class Registered(Schema):
    """A register: its key and its name."""

    key: str
    title: str


class RowQuery(PlatformQuery):
    """Which rows: words of the search, the order (a field, "-" before it for descending), of a platform, the page."""

    q: Words = ""
    order: Annotated[str, StringConstraints(pattern=r"^-?[a-z_0-9]{0,40}$")] = ""
    withdrawn: bool = False
    verification: Literal["reported", "questioned", "verified", "sampled"] | None = None


@router.get("/", response={200: list[Registered], 401: Problem, 403: Problem}, operation_id="registers")
def registers(request: SignedInRequest) -> Any:
    """The registers."""
    require(request.user, "registry.view")
    return [{"key": register.key, "title": register.title} for register in REGISTERS.values()]


@router.get("/{key}/{row_id}/history", response={200: list[HistoryStep], **REFUSALS}, operation_id="history")
def history(request: SignedInRequest, key: RegisterInPath, row_id: KeyInPath) -> Any:
    """What was changed in a row, newest first; for persons only to who keeps the register."""
    register = register_of(key)
    row = _row(request, register, row_id)
    if not Viewer.of(request.user).sees(row):
        return []
    return history_of(row)


@router.post("/{key}/{row_id}/restore", response={200: Named, **CONFLICTS}, operation_id="restore")
def restore(request: SignedInRequest, key: RegisterInPath, row_id: KeyInPath, given: Withdrawal) -> Any:
    """Take a withdrawn row back in."""
    register = register_of(key)
    require_one(request.user, register.model.kept_with)
    row = _row(request, register, row_id)
    with change_set(request.user, ChangeSet.Kind.API, register=key, reason=given.reason) as changes:
        changes.restore(row)
    return {"id": row.pk, "name": Viewer.of(request.user).title_of(row)}


def _row(request: SignedInRequest, register: Register, row_id: int) -> Any:
    """A row the user may see. Raises PermissionDenied, Http404."""
    require(request.user, "registry.view")
    return row_of(request.user, register, row_id)


def refuse_unknown_order(register: Register, order: str) -> None:
    """Refuse an order by what is no field of the register, or one of many values. Raises ValidationError."""
    known = [name for name in register.fields if not register.field(name).many_to_many]
    if order and order.removeprefix("-") not in known:
        text = _("There is no order by “%(name)s” here. There is: %(known)s.")
        names = {"name": order.removeprefix("-"), "known": ", ".join(known)}
        raise ValidationError({"order": text % names})


def _changed(register: Register, moment: datetime) -> Q:
    """The rows that somebody recorded, changed, withdrew or took back in at or after a moment."""
    changes = Change.objects.filter(model=register.model._meta.label, at__gte=moment)
    return Q(recorded_at__gte=moment) | Q(withdrawn_at__gte=moment) | Q(pk__in=changes.values("row"))


def _add_operations(register: Register) -> None:
    """List, read, record, change and withdraw for one register."""
    row_out = row_schema(register)
    page_out = page_schema(row_out)
    new_in, change_in = new_schema(register), change_schema(register)
    name, key, tags = class_name(register), register.key, [register.key]

    @router.get(
        f"/{key}/",
        response={200: page_out, **REFUSALS},
        operation_id=f"list{name}",
        url_name=f"list-{key}",
        tags=tags,
        summary=f"List {key}",
    )
    def many(request: SignedInRequest, wanted: Query[RowQuery]) -> Any:
        require(request.user, "registry.view")
        refuse_unknown_order(register, wanted.order)
        sought = Sought(wanted.q, wanted.order, wanted.platform, wanted.withdrawn)
        matching = rows_found(request.user, register, sought)
        if wanted.verification is not None and register.model.is_verifiable():
            matching = matching.filter(verification=RowState[wanted.verification.upper()])
        viewer = Viewer.of(request.user)

        def printed(rows: QuerySet) -> list[dict[str, Any]]:
            return [_row_data(register, row, viewer) for row in rows_of_page(register, rows)]

        return page_at_once(matching, wanted, printed, lambda moment: _changed(register, moment))

    @router.get(
        f"/{key}/{{row_id}}",
        response={200: row_out, **REFUSALS},
        operation_id=f"read{name}",
        url_name=f"read-{key}",
        tags=tags,
        summary="Read one",
    )
    def read(request: SignedInRequest, row_id: KeyInPath) -> Any:
        return _row_data(register, _row(request, register, row_id), Viewer.of(request.user))

    @router.post(
        f"/{key}/",
        response={201: row_out, **CONFLICTS},
        operation_id=f"record{name}",
        url_name=f"record-{key}",
        tags=tags,
        summary="Record a row",
    )
    def add(request: SignedInRequest, given: new_in) -> Any:  # type: ignore[valid-type]
        row = register.model()
        return Status(201, _written(request, register, row, given))

    @router.patch(
        f"/{key}/{{row_id}}",
        response={200: row_out, **CONFLICTS},
        operation_id=f"change{name}",
        url_name=f"change-{key}",
        tags=tags,
        summary="Change a row",
    )
    def change(request: SignedInRequest, row_id: KeyInPath, given: change_in) -> Any:  # type: ignore[valid-type]
        require_one(request.user, register.model.kept_with)
        return _written(request, register, _row(request, register, row_id), given)

    @router.post(
        f"/{key}/{{row_id}}/withdraw",
        response={200: row_out, **CONFLICTS},
        operation_id=f"withdraw{name}",
        url_name=f"withdraw-{key}",
        tags=tags,
        summary="Withdraw a row",
    )
    def withdraw(request: SignedInRequest, row_id: KeyInPath, given: Withdrawal) -> Any:
        require_one(request.user, register.model.kept_with)
        row = _row(request, register, row_id)
        with change_set(request.user, ChangeSet.Kind.API, register=key, reason=given.reason) as changes:
            changes.withdraw(row, given.reason)
        row.refresh_from_db(fields=["verification"])
        return _row_data(register, row, Viewer.of(request.user))


def _written(request: SignedInRequest, register: Register, row: Any, given: Any) -> dict[str, Any]:
    """Store what was sent. Raises ValidationError by field, ChangedMeanwhile, PermissionDenied."""
    require_one(request.user, register.model.kept_with)
    sent = given.model_dump(exclude_unset=not row._state.adding)
    since, reason = sent.pop("version", None), sent.pop("reason", "")
    is_another, has_several_posts = sent.pop("is_another", False), sent.pop("has_several_posts", False)
    many: dict[str, Iterable[int]] = {}
    for name, value in sent.items():
        field = register.field(name)
        if value is None and not field.null:
            raise ValidationError({name: _("A value is needed.")})
        if field.many_to_many:
            many[name] = _keys(request, field, value)
        elif field.is_relation:
            keys = _keys(request, field, [] if value is None else [value])
            setattr(row, field.attname, keys[0] if keys else None)
        else:
            setattr(row, name, value)
    if not is_another:
        refuse_alike(request.user, row)
    if not has_several_posts:
        refuse_beyond(request.user, row)
    with change_set(request.user, ChangeSet.Kind.API, register=register.key, reason=reason) as changes:
        changes.save(row, many, since)
    row.refresh_from_db()
    return _row_data(register, row, Viewer.of(request.user))


def _keys(request: HttpRequest, field: models.Field[Any, Any], values: list[Any]) -> list[int]:
    """The keys of rows that are named by key, by code, or as they are read.

    Raises ValidationError for a row that the user does not see as for none: it would tell that there is one.
    """
    model: Any = field.related_model
    rows = model._default_manager
    if hasattr(rows.all(), "visible_to"):
        rows = rows.current().visible_to(request.user)
    named = [_id_and_code(value) for value in values]
    codes = [code for key, code in named if key is None] if has_code(model) else []
    fits = Q(pk__in=[key for key, _code in named if key is not None])
    columns = ("pk", "code") if has_code(model) else ("pk",)
    stored = list(rows.filter(fits | Q(code__in=codes) if codes else fits).values_list(*columns))
    code_of = {row[0]: row[-1] if has_code(model) else "" for row in stored}
    key_of = {code: key for key, code in code_of.items() if code}
    keys = [key if key is not None else key_of.get(code) for key, code in named]
    for key, (_key, code) in zip(keys, named, strict=True):
        if key not in code_of or (code and code_of[key] != code):
            raise ValidationError({field.name: _("There is no such row that you may see.")})
    return [key for key in keys if key is not None]


def _id_and_code(value: Any) -> tuple[int | None, str]:
    """The key and the code by which a row is named."""
    if isinstance(value, dict):
        return value["id"], value["code"]
    return (value, "") if isinstance(value, int) else (None, value)


def _named(row: Any, viewer: Viewer) -> dict[str, Any]:
    """Another row as its own names it, and by its code where it has one."""
    return {"id": row.pk, "name": viewer.title_of(row), "code": row.code if has_code(type(row)) else ""}


def _row_data(register: Register, row: Any, viewer: Viewer) -> dict[str, Any]:
    """A row as the API tells it to a reader; names of persons as their consent allows."""
    data: dict[str, Any] = {"id": row.pk, "version": row.version, "name_shown": viewer.title_of(row)}
    for name in register.fields:
        field = register.field(name)
        if field.many_to_many:
            data[name] = [_named(other, viewer) for other in getattr(row, name).all()]
        elif field.is_relation:
            other = getattr(row, name)
            data[name] = None if other is None else _named(other, viewer)
        else:
            data[name] = getattr(row, name) if viewer.sees(row, name) else ""
    return data | {
        "recorded_at": row.recorded_at,
        "withdrawn_at": row.withdrawn_at,
        "withdrawn_reason": row.withdrawn_reason,
        "verification": RowState(row.verification).code if row.is_verifiable() else "reference",
    }


for _register in REGISTERS.values():
    _add_operations(_register)
