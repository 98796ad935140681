"""Two records of one thing become one: what refers to the other moves to the kept one, which is found by both names.

Everything happens in one set of changes, so a merge is taken back like any other set.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require_one
from keqiao.web.registry.changes import Changes, change_set
from keqiao.web.registry.changes.references import relations
from keqiao.web.registry.changes.state import kept_fields
from keqiao.web.registry.models import ChangeSet, Organisation, OrganisationAlias, Person, Record

RIGHT = "registry.merge"


def rights_to_merge(model: type[Record]) -> tuple[str, ...]:
    """The rights any of which merges rows of a register: persons are merged by those who keep them as well."""
    return (RIGHT, *(right for right in Person.kept_with if right != EDIT)) if model is Person else (RIGHT,)


EDIT = "registry.edit"
BESIDE = frozenset({"source", "withdrawn_at", "withdrawn_reason", "kept_by"})
"""Fields about the keeping of a row: nobody chooses between them."""


@dataclass
class MergeResult:
    """What a merge did: rows moved by register's name, and pairs (kept, withdrawn) that said the same twice."""

    moved: Counter[str] = field(default_factory=Counter)
    collided: list[tuple[Record, Record]] = field(default_factory=list)
    stored: ChangeSet | None = None


class _NotKept(Exception):
    """Ends a set of changes that is only looked at."""


def differing(kept: Record, other: Record) -> list[models.Field]:
    """Return the fields in which two records of a register differ and between which the user may choose."""
    return [
        field
        for field in kept_fields(type(kept))
        if field.name not in BESIDE and field.value_from_object(kept) != field.value_from_object(other)
    ]


def preview(actor: Actor, kept: Record, other: Record) -> MergeResult:
    """Return what a merge would do, without doing it. Raises as :func:`merge`."""
    done = MergeResult()
    try:
        with transaction.atomic(), change_set(actor, ChangeSet.Kind.MERGE) as changes:
            _join(changes, _fresh(kept), _fresh(other), done, why=_("preview"))
            raise _NotKept
    except _NotKept:
        return done


def merge(
    actor: Actor,
    kept: Record,
    other: Record,
    *,
    take: Iterable[str] = (),
    others_stay: Iterable[tuple[str, int]] = (),
    register: str = "",
    reason: str = "",
) -> MergeResult:
    """Merge ``other`` into ``kept`` and withdraw it.

    ``take``: fields whose value comes from ``other``; fields that ``kept`` leaves empty come from it anyway.
    ``others_stay``: rows (model label, key) of ``other`` that stay where both have one; else that of ``kept`` stays.
    Raises PermissionDenied; ValidationError when they are not two standing records of one register, or when what
    remains would not be valid; nothing is written then.
    """
    require_one(actor, rights_to_merge(type(kept)))
    if type(kept) is not type(other) or kept.pk == other.pk:
        raise ValidationError(_("Choose another record of the same register."))
    done = MergeResult()
    with change_set(actor, ChangeSet.Kind.MERGE, register=register, reason=reason) as changes:
        kept, other = _fresh(kept), _fresh(other)
        names = (str(getattr(kept, "name", "")), str(getattr(other, "name", "")))
        chosen = frozenset(take) & {field.name for field in differing(kept, other)}
        why = _("merged into “%(row)s” (%(key)s)") % {"row": kept, "key": kept.pk}
        _join(changes, kept, other, done, why=why, take=chosen, others_stay=frozenset(others_stay))
        if isinstance(kept, Organisation):
            _remember(changes, kept, names)
        elif isinstance(kept, Person) and isinstance(other, Person):
            _remember_person(changes, kept, other, names)
    done.stored = changes.stored
    return done


def _fresh(row: Record) -> Any:
    """The row as it stands now, locked. Raises ValidationError when it is withdrawn."""
    locked: Any = type(row)._base_manager.select_for_update().get(pk=row.pk)
    if locked.withdrawn_at is not None:
        raise ValidationError(_("“%(row)s” is withdrawn.") % {"row": locked})
    return locked


def _join(
    changes: Changes,
    kept: Any,
    other: Any,
    done: MergeResult,
    *,
    why: str,
    take: frozenset[str] = frozenset(),
    others_stay: frozenset[tuple[str, int]] = frozenset(),
) -> None:
    """Move what refers to ``other``, withdraw it, then give ``kept`` its values: a unique code is free by then."""
    for relation in relations(type(kept)):
        name, model = relation.field.name, relation.related_model
        rows: Any = model
        for row in list(rows.objects.current().filter(**{name: other.pk}).order_by("pk")):
            twin = _twin(row, name, kept)
            if twin is None:
                changes.rewrite(row, {name: kept.pk})
                done.moved[str(row._meta.verbose_name_plural)] += 1
                continue
            stays = (row._meta.label, row.pk) in others_stay
            done.collided.append((row, twin) if stays else (twin, row))
            own = {field.name for field in differing(twin, row)} - {name} if stays else set()
            _join(changes, twin, row, done, why=why, take=frozenset(own), others_stay=others_stay)
    changes.withdraw(other, why)
    of_kept: Any = type(kept)
    for column in kept_fields(of_kept):
        theirs = column.value_from_object(other)
        empty = column.value_from_object(kept) in (None, "")
        if column.name not in BESIDE and (column.name in take or (empty and theirs not in (None, ""))):
            setattr(kept, column.attname, theirs)
    changes.save(kept)


def _twin(row: Any, name: str, kept: Record) -> Any:
    """The standing row of ``kept`` beside which ``row`` cannot stand; None when it can simply move."""
    model = type(row)
    if row._meta.get_field(name).one_to_one:
        twin = model._base_manager.filter(**{name: kept.pk}).first()
        if twin is not None and twin.withdrawn_at is not None:
            raise ValidationError(
                _("“%(row)s” has a withdrawn row in “%(register)s”: restore it first.")
                % {"row": kept, "register": row._meta.verbose_name_plural}
            )
        return twin
    for constraint in row._meta.constraints:
        if not isinstance(constraint, models.UniqueConstraint) or name not in constraint.fields:
            continue
        wanted = {field: getattr(row, row._meta.get_field(field).attname) for field in constraint.fields}
        if None in wanted.values():
            continue
        twin = model.objects.current().filter(**(wanted | {name: kept.pk})).exclude(pk=row.pk).first()
        if twin is not None:
            return twin
    return None


def _remember(changes: Changes, kept: Organisation, names: Iterable[str]) -> None:
    """Keep the names that are not the kept one's as other names, so that a search finds it by them."""
    known = set(OrganisationAlias.objects.current().filter(organisation=kept).values_list("name", flat=True))
    for name in names:
        if name and name != kept.name and name not in known:
            changes.save(OrganisationAlias(organisation=kept, name=name, kind=OrganisationAlias.Kind.OTHER))


def _remember_person(changes: Changes, kept: Person, other: Person, names: Iterable[str]) -> None:
    """Keep the names that are not the kept one's, those that either was known by before included."""
    known = [*kept.other_names.split("、"), *other.other_names.split("、"), *names]
    said = dict.fromkeys(name.strip() for name in known)
    kept.other_names = "、".join(name for name in said if name and name != kept.name)
    changes.save(kept)
