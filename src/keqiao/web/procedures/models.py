"""What rows of procedures keep of each action. The room has no tables: rooms add the key to their own rows."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from keqiao.web.audit.frozen import FrozenModel, FrozenQuerySet


class StepModel(FrozenModel):
    """One action on a row: who, when, before, after, why. Append-only.

    ``action`` is the name of an action of the procedure; ``before`` and ``after`` hold the changed fields only. Rooms
    add a key to their rows with ``related_name="steps"``.
    """

    action = models.CharField(_("action"), max_length=32)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    before = models.JSONField(_("before"), default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(_("after"), default=dict, encoder=DjangoJSONEncoder)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)

    objects: ClassVar[Any] = FrozenQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d %H:%M}"
