"""Entries of the audit log and the head of their chain.

Entries are written by :func:`keqiao.web.audit.services.record` only. Neither Python nor SQL can change or delete one:
``save`` and ``delete`` refuse, and triggers in the database refuse as well (see ``triggers``).
"""

from __future__ import annotations

import json
from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from keqiao.web.accounts.visibility import Visibility
from keqiao.web.audit.details import pairs
from keqiao.web.site.punctuation import in_sequence, labelled


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete what may only be added to."""


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries to read."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise AppendOnlyError("Audit entries cannot be changed.")

    def delete(self) -> NoReturn:
        """Refuse."""
        raise AppendOnlyError("Audit entries cannot be deleted.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise AppendOnlyError("Audit entries cannot be changed.")

    def bulk_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: each entry is chained to the one before."""
        raise AppendOnlyError("Audit entries are written one by one, by audit.services.record.")


class Entry(models.Model):
    """One thing that was done or refused: who, what, on what, when, from where, with what outcome."""

    visibility: ClassVar[Visibility] = Visibility(
        "audit.view", published=lambda model, user: models.Q(), note="the whole log to whoever reads it"
    )

    class Outcome(models.TextChoices):
        """How it ended."""

        SUCCESS = "success", _("success")
        FAILURE = "failure", _("failed")
        DENIED = "denied", _("denied")

    number = models.PositiveBigIntegerField(_("number"), unique=True)
    at = models.DateTimeField(_("time"), db_index=True)
    # A person who is in the log is never deleted, only deactivated; the name is kept as it was at the time.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    actor_name = models.CharField(_("user name"), max_length=240, blank=True)
    action = models.CharField(_("action"), max_length=80, db_index=True)
    target_kind = models.CharField(_("kind of object"), max_length=80, blank=True)
    target_key = models.CharField(_("key of object"), max_length=120, blank=True)
    target_name = models.CharField(_("object"), max_length=240, blank=True)
    # Canonical JSON as text: a database's own JSON type may write numbers and keys differently and spoil the hash.
    detail_text = models.TextField(_("details"), default="{}")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    address = models.CharField(_("network address"), max_length=45, blank=True)
    previous_hash = models.CharField(_("hash of the entry before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64, unique=True)
    # A mark of the session, and what only the holder of the key outside the database can write (``keys``): the hashes
    # of the protected rows that this act wrote, and one over them, this entry and the one before.
    session = models.CharField(_("session"), max_length=24, blank=True)
    rows_text = models.TextField(blank=True)
    key_name = models.CharField(max_length=8, blank=True)
    keyed_hash = models.CharField(_("keyed hash"), max_length=64, blank=True)

    objects: ClassVar[models.Manager[Entry]] = models.Manager.from_queryset(EntryQuerySet)()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-number"]
        # Each with the number: the newest fifty of a user, an action … are read off the index without sorting.
        indexes = [
            models.Index(fields=["target_kind", "target_key"], name="audit_entry_target"),
            models.Index(fields=["actor", "number"], name="audit_entry_actor"),
            models.Index(fields=["action", "number"], name="audit_entry_action"),
            models.Index(fields=["outcome", "number"], name="audit_entry_outcome"),
            models.Index(fields=["address", "number"], name="audit_entry_address"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; refuse to change an entry that exists."""
        if not self._state.adding:
            raise AppendOnlyError("Audit entries cannot be changed.")
        super().save(*args, **(kwargs | {"force_insert": True}))

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise AppendOnlyError("Audit entries cannot be deleted.")

    @property
    def detail(self) -> dict[str, Any]:
        """The details as a dictionary; empty when the text is no longer JSON (a broken entry is still shown)."""
        try:
            value = json.loads(self.detail_text)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    @property
    def detail_told(self) -> str:
        """The details for reading: "what: text; …"; the raw text of a broken entry."""
        if not self.detail:
            return "" if self.detail_text == "{}" else self.detail_text
        return in_sequence(labelled(key, text) for key, text in pairs(self.detail))


class TableRevision(models.Model):
    """How often a table was written to, in all or for one scope: the sum over its rows here (``audit/revisions``)."""

    name = models.CharField(max_length=64)
    scope = models.PositiveBigIntegerField(null=True, help_text="Empty: in all")
    number = models.PositiveBigIntegerField(default=1)
    position = models.PositiveBigIntegerField(db_default=0, help_text="Of the last write for the scope")

    class Meta:
        verbose_name = _("revision of a table")
        verbose_name_plural = _("revisions of tables")
        indexes = (
            models.Index(fields=("scope", "name"), name="audit_revision_of"),
            models.Index(
                fields=("position",), name="audit_revision_since", condition=models.Q(scope__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class Head(models.Model):
    """The end of the chain, one row: writers queue for it, and entries cut off at the end are noticed by it."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)
    # The keyed hash of the last entry, and one over this row: a head cannot be set back without the key.
    keyed_hash = models.CharField(max_length=64, blank=True)
    key_name = models.CharField(max_length=8, blank=True)
    mark = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("head of the audit log")
        verbose_name_plural = _("heads of the audit log")

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"
