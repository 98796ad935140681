"""Rows that were computed or decided by documents, and name the version of each."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentedModel(models.Model):
    """Base of such rows: ``documents`` is what :func:`~.in_force.noted` gave, for :func:`~.in_force.pinned`."""

    documents = models.JSONField(
        _("documents"),
        default=dict,
        blank=True,
        help_text=_("Kind of document → fingerprint of the text it was computed by"),
    )

    class Meta:
        abstract = True
