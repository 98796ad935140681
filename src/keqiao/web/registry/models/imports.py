"""What an uploaded workbook or a paste would do, kept until it is applied or discarded."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.visibility import Visibility, VisibleRows, of_user
from keqiao.web.registry.models.changes import ChangeSet


class ImportPlanQuerySet(VisibleRows, models.QuerySet):
    """Reads plans by who may see them."""


class ImportPlan(models.Model):
    """A dry run: the lines as they were read, and line by line what they would do.

    ``given`` are the lines of the file: ``{"row": 5, "cells": {"code": "…"}}``; ``lines`` what was planned for each,
    see ``registry.importing.planning``. ``places``: column → its place in the sheet. ``content`` is the uploaded file.
    """

    visibility: ClassVar[Visibility] = Visibility("audit.view", also=of_user("by"), note="and the own ones")

    class State(models.TextChoices):
        """Where it stands."""

        PLANNED = "planned", pgettext_lazy("import", "Checked")
        APPLIED = "applied", pgettext_lazy("import", "Applied")
        DISCARDED = "discarded", pgettext_lazy("import", "Discarded")

    at = models.DateTimeField(_("time"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    register = models.CharField(_("register"), max_length=40)
    kind = models.CharField(max_length=10, choices=ChangeSet.Kind, default=ChangeSet.Kind.IMPORT)
    state = models.CharField(_("status"), max_length=10, choices=State, default=State.PLANNED)
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    file_digest = models.CharField(max_length=64, blank=True)
    content = models.BinaryField(null=True, blank=True)
    sheet = models.CharField(max_length=200, blank=True)
    heading_row = models.PositiveIntegerField(default=0)
    places = models.JSONField(default=dict)
    ten_thousand = models.JSONField(default=list)
    unknown = models.JSONField(default=list)
    common = models.JSONField(default=dict)
    given = models.JSONField(default=list)
    lines = models.JSONField(default=list)
    fingerprint = models.CharField(max_length=64, blank=True)
    change_set = models.ForeignKey(ChangeSet, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = ImportPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("import plan")
        verbose_name_plural = _("import plans")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"
