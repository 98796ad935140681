"""What was changed in the registers: sets of changes that were made together, and each row's change in them.

Both are written once. They are made by ``registry.changes.recording`` only.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.audit.frozen import FrozenModel, FrozenQuerySet


class ChangeSet(FrozenModel):
    """Changes that one person made at once, for one reason; undone as a whole by another set."""

    class Kind(models.TextChoices):
        """How they were made."""

        EDIT = "edit", pgettext_lazy("changes", "Form")
        BULK = "bulk", pgettext_lazy("changes", "Bulk edit")
        PASTE = "paste", pgettext_lazy("changes", "Paste")
        IMPORT = "import", pgettext_lazy("changes", "Import")
        MERGE = "merge", pgettext_lazy("changes", "Merge")
        SPLIT = "split", pgettext_lazy("changes", "Split")
        UNDO = "undo", pgettext_lazy("changes", "Undo")
        API = "api", pgettext_lazy("changes", "Interface")
        HANDOVER = "handover", pgettext_lazy("changes", "Hand-over")

    at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("changed by")
    )
    unit = models.ForeignKey(
        "accounts.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    kind = models.CharField(pgettext_lazy("changes", "way"), max_length=10, choices=Kind)
    register = models.CharField(_("register"), max_length=40, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    file_digest = models.CharField(max_length=64, blank=True)
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by", verbose_name=_("undoes")
    )
    created = models.PositiveIntegerField(pgettext_lazy("changes", "new"), default=0)
    changed = models.PositiveIntegerField(pgettext_lazy("changes", "changed"), default=0)
    withdrawn = models.PositiveIntegerField(pgettext_lazy("changes", "withdrawn"), default=0)
    digest = models.CharField(_("digest"), max_length=64)

    objects: ClassVar[models.Manager[ChangeSet]] = models.Manager.from_queryset(FrozenQuerySet)()

    class Meta:
        verbose_name = _("set of changes")
        verbose_name_plural = _("sets of changes")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def size(self) -> int:
        """How many rows it touches."""
        return self.created + self.changed + self.withdrawn


class Change(FrozenModel):
    """What one set did to one row: the fields that became different, before and after, as JSON.

    A new row has everything in ``after``; a foreign key is the key, an amount a text, a date an ISO date.
    """

    class Action(models.TextChoices):
        """What happened to the row."""

        CREATED = "created", pgettext_lazy("change", "recorded")
        CHANGED = "changed", pgettext_lazy("change", "changed")
        WITHDRAWN = "withdrawn", pgettext_lazy("change", "withdrawn")
        RESTORED = "restored", pgettext_lazy("change", "restored")

    change_set = models.ForeignKey(ChangeSet, models.PROTECT, related_name="changes")
    at = models.DateTimeField(db_index=True)
    model = models.CharField(max_length=60)
    row = models.BigIntegerField()
    row_name = models.CharField(max_length=240)
    action = models.CharField(max_length=10, choices=Action)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    objects: ClassVar[models.Manager[Change]] = models.Manager.from_queryset(FrozenQuerySet)()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("model", "row"), name="registry_change_row"),
            models.Index(fields=("model", "at"), name="registry_change_at"),
        )

    def __str__(self) -> str:
        return f"{self.row_name} {self.get_action_display()}"
