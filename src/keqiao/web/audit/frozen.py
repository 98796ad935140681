"""Rows that are written once: neither the objects, nor queries, nor (by triggers) plain SQL change or delete them."""

from __future__ import annotations

from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


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


class FrozenModel(models.Model):
    """Base of append-only rows."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert a new row. Raises Frozen for a row that is stored already."""
        if not self._state.adding:
            raise Frozen(_("This is append-only: record a new row that supersedes the old one."))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse. Raises Frozen."""
        raise Frozen(_("This is append-only: nothing is deleted."))
