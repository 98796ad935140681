"""Rows that are written once: neither the objects, nor queries, nor (by triggers) plain SQL change or delete them.

Every row is handed in to the audit log, whose next entry vouches for it by a keyed hash (``unrecorded``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from keqiao.web.audit.pending_rows import RowEvent
from keqiao.web.audit.row_intake import hand_in
from keqiao.web.audit.rows import closing_states, columns_of

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise


class Frozen(ValidationError):
    """Something that must not change any more was about to be changed or deleted."""


class FrozenQuerySet(models.QuerySet):
    """Refuses to change or delete in bulk; inserting is allowed."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse. Raises Frozen."""
        raise Frozen(_("This is append-only: record a new row that supersedes the old one."))

    def delete(self) -> NoReturn:
        """Refuse. Raises Frozen."""
        raise Frozen(_("This is append-only: nothing is deleted."))

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Insert rows. Raises Frozen for ways of inserting that update, or that leave out rows without a word."""
        if kwargs.get("update_conflicts") or kwargs.get("ignore_conflicts"):
            raise Frozen(_("This is append-only: record a new row that supersedes the old one."))
        stored: list[Any] = super().bulk_create(objs, *args, **kwargs)
        hand_in(stored)
        return stored


class FrozenModel(models.Model):
    """Base of append-only rows. Their managers come from :class:`FrozenQuerySet`, which hands rows in too."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert a new row. Raises Frozen for a row that is stored already."""
        if not self._state.adding:
            raise Frozen(_("This is append-only: record a new row that supersedes the old one."))
        super().save(*args, **kwargs)
        hand_in([self])

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse. Raises Frozen."""
        raise Frozen(_("This is append-only: nothing is deleted."))


class WriteOnceModel(models.Model):
    """Base of rows whose columns that the room's guard names never change, while the others may."""

    written_once: ClassVar[StrOrPromise] = _(
        "The text of a stored version never changes; upload a new version."
    )
    """What a reader is told who tries to change them."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store. Raises Frozen where what is written once would change: upload a new version instead."""
        adding = self._state.adding
        if not adding:
            names = columns_of(self._meta.db_table)
            was = type(self)._base_manager.filter(pk=self.pk).values_list(*names).first()
            if was is not None and was != tuple(getattr(self, name) for name in names):
                raise Frozen(self.written_once)
        super().save(*args, **kwargs)
        if adding:
            hand_in([self])


class ClosingModel(models.Model):
    """Base of rows that stand once they reach the state that the room's guard names, with what is kept with them."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store, and hand in a row that closes or opens again."""
        super().save(*args, **kwargs)
        stood, self._stood = getattr(self, "_stood", False), self._stands()
        if self._stood != stood:
            hand_in([self], RowEvent.CLOSED if self._stood else RowEvent.OPENED)

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], **more: Any
    ) -> Self:
        """Read a row and remember whether it stands."""
        row = super().from_db(db, field_names, values, **more)
        row._stood = row.__dict__.get("state") == closing_states()[cls._meta.db_table]
        return row

    def _stands(self) -> bool:
        return bool(getattr(self, "state") == closing_states()[self._meta.db_table])  # noqa: B009 (the child's field)
