"""The bureau writes figures into the forms of many platforms at once: the rules of one form, the writes in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import F
from django.http import Http404
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require
from keqiao.web.audit.row_intake import hand_in
from keqiao.web.audit.services import record
from keqiao.web.returns.models import Cell, Collection, CollectionItem, Return, Step
from keqiao.web.returns.procedure import RETURNS
from keqiao.web.returns.services.actions import CellsChanged, FormActing
from keqiao.web.returns.services.filling import CellEntry, clash_words, judge
from keqiao.web.site.punctuation import labelled

BATCH = 20_000
"""Rows that are read at a time."""
WRITTEN = (
    "value",
    "not_applicable",
    "comment",
    "verified_value",
    "verified_reason",
    "verified_by",
    "state",
    "edition",
    "changed_at",
    "changed_by",
)
NAMED = 20
"""So many faults are named one by one."""


def require_many(actor: Actor) -> None:
    """Refuse who does not keep the forms of all platforms. Raises PermissionDenied with the reason."""
    require(actor, "returns.open")
    require(actor, "returns.fill")
    if actor.scope_for("returns.fill") != "all":
        raise PermissionDenied(_("The workbook of many platforms is for the bureau."))


def cells_of(forms: Iterable[Return], collection: Collection) -> dict[int, dict[str, Cell]]:
    """Return the cells of forms by form and measure code, with item, measure and form at hand; two queries."""
    known = {form.pk: form for form in forms}
    items: dict[int, CollectionItem] = {
        item.pk: item for item in collection.items.select_related("measure", "definition")
    }
    codes = {pk: item.measure.code for pk, item in items.items()}
    cells: dict[int, dict[str, Cell]] = {pk: {} for pk in known}
    rows = Cell.objects.filter(form__collection=collection).order_by()
    if len(known) < 100:
        rows = rows.filter(form__in=list(known))
    for cell in rows.iterator(chunk_size=BATCH):
        if cell.form_id in cells:
            cell.item, cell.form = items[cell.item_id], known[cell.form_id]
            cells[cell.form_id][codes[cell.item_id]] = cell
    return cells


# No savepoint within the caller's transaction: with one open SQLite takes thirty times as long for so many updates.
@transaction.atomic(savepoint=False)
def save_many(
    actor: Actor,
    collection_pk: int,
    given: Mapping[int, Mapping[str, CellEntry]],
    *,
    detail: Mapping[str, Any] | None = None,
) -> int:
    """Write cells of many forms of a collection, by form and measure code, all or none; return how many changed.

    The rules are those of ``save_cells``; one audit entry stands for all, with ``detail``. Raises Http404 for a form
    that is not of the collection, PermissionDenied, ValidationError, CellsChanged with the cells of others.
    """
    require_many(actor)
    collection = Collection.objects.filter(pk=collection_pk).first()
    if collection is None:
        raise Http404
    forms = {
        form.pk: form
        for form in Return.objects.visible_to(actor)
        .filter(collection=collection)
        .select_related("platform__unit", "submitted_by", "first_reviewer", "second_reviewer", "locked_by")
        .select_for_update(of=("self",))
        .order_by("pk")
        if form.pk in given
    }
    if len(forms) != len(given):
        raise Http404
    cells = cells_of(forms.values(), collection)
    works, changed = _put(actor, collection, forms, cells, given)
    if not changed:
        return 0
    _update(changed)
    _insert([step for work in works for step in work.steps])
    Return.objects.filter(pk__in=[work.form.pk for work in works]).update(edition=F("edition") + 1)
    entry = {"forms": len(works), "cells": len(changed)} | dict(detail or {})
    record(actor, "returns.fill_many", collection, entry)
    return len(changed)


def _put(
    actor: Actor,
    collection: Collection,
    forms: Mapping[int, Return],
    cells: Mapping[int, Mapping[str, Cell]],
    given: Mapping[int, Mapping[str, CellEntry]],
) -> tuple[list[FormActing], list[Cell]]:
    """Put the figures into the cells at hand; nothing is saved. Raises as :func:`save_many`."""
    works, changed, clashing = [], [], []
    wrong: list[str] = []
    for pk, form in forms.items():
        form.collection = collection
        decision = RETURNS.decide(actor, form, "fill")
        if not decision:
            wrong.append(labelled(form.platform.code, decision.reason))
            continue
        work = RETURNS.under_way(actor, form, "fill")
        unknown = [code for code in given[pk] if code not in cells[pk]]
        if unknown:
            wrong.append(_("This form has no figure %(code)s.") % {"code": unknown[0][:64]})
            continue
        chosen = {code: cells[pk][code] for code in given[pk]}
        judged = judge(form, chosen, given[pk])
        wrong += [
            labelled(f"{form.platform.code} {code}", " ".join(said)) for code, said in judged.wrong.items()
        ]
        clashing += judged.clashing
        written = [
            chosen[code] for code, fields in judged.wanted.items() if work.put_cell(chosen[code], fields)
        ]
        if written:
            works.append(work)
            changed += written
    if wrong:
        raise ValidationError(wrong[:NAMED])
    if clashing:
        raise CellsChanged(clash_words(clashing), clashing)
    return works, changed


def _update(cells: list[Cell]) -> None:
    """Save the written fields of many cells: one prepared statement, as Django's bulk_update is far slower."""
    fields: list[Any] = [Cell._meta.get_field(name) for name in WRITTEN]
    quoted = connection.ops.quote_name
    sets = ", ".join(f"{quoted(field.column)} = %s" for field in fields)
    table = quoted(str(Cell._meta.db_table))
    sql = f"UPDATE {table} SET {sets} WHERE {quoted('id')} = %s"  # noqa: S608 - names of our model
    rows = [[*row, cell.pk] for row, cell in zip(_rows(fields, cells), cells, strict=True)]
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)


def _insert(steps: list[Step]) -> None:
    """Add many steps by one prepared statement: bulk_create spends most of its time on checks that they do not need."""
    fields: list[Any] = [field for field in Step._meta.concrete_fields if not field.primary_key]
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = quoted(str(Step._meta.db_table))
    sql = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 - names of our model
    with connection.cursor() as cursor:
        cursor.executemany(sql, _rows(fields, steps))
    forms, moments = {step.form_id for step in steps}, {step.at for step in steps}
    hand_in(Step.objects.filter(form__in=forms, at__in=moments))


def _rows(fields: list[Any], objects: Sequence[Cell | Step]) -> list[list[Any]]:
    """The fields of objects as the database takes them."""
    columns = [[_prepared(field, getattr(row, field.attname)) for row in objects] for field in fields]
    return [list(row) for row in zip(*columns, strict=True)]


def _prepared(field: Any, value: Any) -> Any:
    """A value as the database takes it; texts, whole numbers and nothing are taken as they are."""
    if value is None or type(value) in {str, int, bool}:
        return value
    return field.get_db_prep_save(value, connection)
