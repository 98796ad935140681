"""An uploaded workbook and what it would do, kept until it is applied or discarded."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.visibility import Visibility, VisibleRows
from keqiao.web.returns.models.collections import Collection
from keqiao.web.returns.models.forms import Return


class UploadQuerySet(VisibleRows, models.QuerySet):
    """Reads of uploads."""


class Upload(models.Model):
    """A dry run. ``form`` is the platform's own form; without one it is the officers' workbook of many platforms.

    ``lines``: what would change and what is wrong, ``summary``: where the table stands in the file, how many rows of
    which kind, what was written; see ``returns.uploading.planning``. ``content`` is the file as it came.
    """

    visibility: ClassVar[Visibility] = Visibility(
        also=lambda model, user: Q(by=user) | Q(form__in=Return.objects.visible_to(user)),
        note="the own ones and those for forms that one sees",
    )

    class State(models.TextChoices):
        """Where it stands."""

        PLANNED = "planned", pgettext_lazy("import", "Checked")
        APPLIED = "applied", pgettext_lazy("import", "Applied")
        DISCARDED = "discarded", pgettext_lazy("import", "Discarded")

    collection = models.ForeignKey(Collection, models.PROTECT, related_name="uploads")
    form = models.ForeignKey(Return, models.PROTECT, null=True, blank=True, related_name="uploads")
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PLANNED)
    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    lines = models.JSONField(default=list)
    summary = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        """Return the page of the dry run."""
        return reverse("returns:upload", args=(self.pk,))
