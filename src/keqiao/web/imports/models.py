"""What an uploaded file or a paste would do, kept until it is applied or discarded."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.visibility import Visibility, VisibleRows
from keqiao.web.imports.importers import IMPORTERS
from keqiao.web.procedures.states import States


def _own_or_shown(model: type[models.Model], user: Actor) -> Q:
    """The own plans, and those of subjects whose importer shows them."""
    return reduce(
        or_,
        (
            Q(importer=importer.key) & seen
            for importer in IMPORTERS
            if (seen := importer.seen_by(user)) is not None
        ),
        Q(by=user),
    )


class ImportPlanQuerySet(VisibleRows, models.QuerySet):
    """Reads plans by who may see them; the files, which may be large, when they are asked for."""

    def visible_to(self, user: Actor) -> Any:
        """Return the plans that the user may see."""
        return super().visible_to(user).defer("content")


class ImportPlan(models.Model):
    """A dry run: what was read, and what it would do.

    ``importer`` and ``subject`` say what is imported into. ``source_lines``: the lines as they were read, where they
    can be corrected in place; ``lines``: what each would do, see the importer; ``summary``: ``counts`` of lines by
    state, ``wrong``, ``writes``, ``doubts``, ``left_out``. ``places``: column → its place in the sheet, from 0;
    ``unknown``: headings that nobody knows; ``options``: what the reading found besides. ``content``: the file as it
    came, forgotten when the plan is discarded. ``outcome``: what was written.
    """

    visibility: ClassVar[Visibility] = Visibility(
        "audit.view",
        also=_own_or_shown,
        note="and the own ones; of returns also those for forms that one sees",
    )

    class State(States):
        """Where it stands."""

        PLANNED = "planned", "", pgettext_lazy("import", "Checked")
        APPLIED = "applied", "good", pgettext_lazy("import", "Applied")
        DISCARDED = "discarded", "", pgettext_lazy("import", "Discarded")

    class Kind(models.TextChoices):
        """How the lines came."""

        FILE = "file", pgettext_lazy("import", "File")
        PASTE = "paste", pgettext_lazy("import", "Paste")

    importer = models.CharField(max_length=40)
    subject = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=5, choices=Kind, default=Kind.FILE)
    state = models.CharField(_("status"), max_length=9, choices=State, default=State.PLANNED)
    at = models.DateTimeField(_("time"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    file_digest = models.CharField(max_length=64)
    content = models.BinaryField(null=True, blank=True)
    sheet = models.CharField(max_length=200, blank=True)
    heading_row = models.PositiveIntegerField(default=0)
    places = models.JSONField(default=dict)
    unknown = models.JSONField(default=list)
    options = models.JSONField(default=dict)
    source_lines = models.JSONField(default=list)
    lines = models.JSONField(default=list)
    summary = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64, blank=True)
    outcome = models.JSONField(default=dict)

    objects: ClassVar[Any] = ImportPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("import plan")
        verbose_name_plural = _("import plans")
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["importer", "subject", "-at"])]

    def __str__(self) -> str:
        return self.file_name or f"{self.get_kind_display()} {self.pk or ''}".strip()

    def get_absolute_url(self) -> str:
        """Return the page of the plan."""
        return reverse("imports:plan", args=(self.pk,))


class HeadingMatch(models.Model):
    """A heading that people of a unit matched to a column: ``heading`` as ``same_text`` writes it."""

    importer = models.CharField(max_length=40)
    subject = models.CharField(max_length=40, blank=True)
    unit = models.ForeignKey("accounts.Unit", models.CASCADE, null=True, blank=True, related_name="+")
    heading = models.CharField(max_length=60)
    column = models.CharField(max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("match of a heading")
        verbose_name_plural = _("matches of headings")
        constraints = (
            models.UniqueConstraint(
                fields=("importer", "subject", "unit", "heading"),
                name="imports_one_match",
            ),
        )

    def __str__(self) -> str:
        return f"{self.heading} → {self.column}"
