"""Firms that sign up: who asks, for which organisation code, and what the bureau decided."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.visibility import Visibility, VisibleRows
from keqiao.web.firms.rights import VIEW
from keqiao.web.procedures.models import StepModel
from keqiao.web.procedures.states import States
from keqiao.web.registry.identifiers import validate_usci


class SignUpState(States):
    """Where a firm that signs up stands."""

    ASKED = "asked", "watch", pgettext_lazy("sign-up", "Waits for the bureau")
    CONFIRMED = "confirmed", "good", pgettext_lazy("sign-up", "Confirmed")
    REFUSED = "refused", "bad", pgettext_lazy("sign-up", "Refused")


class SignUpQuerySet(VisibleRows, models.QuerySet["FirmSignUp"]):
    """Reads of firms that sign up."""


class FirmSignUp(models.Model):
    """A firm that signs up. ``password``: the hash of what the person chose, until the account has it;
    ``key_digest``: SHA-256 of the key in the address under which the person follows it, which is stored nowhere.
    """

    visibility: ClassVar[Visibility] = Visibility(VIEW)
    State = SignUpState

    code = models.CharField(pgettext_lazy("sign-up", "number"), max_length=20, unique=True, editable=False)
    usci = models.CharField(
        _("unified social credit code"), max_length=18, db_index=True, validators=[validate_usci]
    )
    name = models.CharField(_("name of the firm"), max_length=120)
    person = models.CharField(_("your name"), max_length=80)
    telephone = models.CharField(_("telephone"), max_length=30)
    email = models.EmailField(_("e-mail address"), blank=True)
    password = models.CharField(max_length=128, editable=False)
    key_digest = models.CharField(max_length=64, unique=True, editable=False)
    address = models.CharField(max_length=45, blank=True, editable=False)
    state = models.CharField(
        pgettext_lazy("sign-up", "state"), max_length=9, choices=SignUpState, default=SignUpState.ASKED
    )
    edition = models.PositiveIntegerField(default=1, editable=False)
    asked_at = models.DateTimeField(_("asked at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    answer = models.CharField(pgettext_lazy("sign-up", "answer"), max_length=1000, blank=True)
    firm = models.ForeignKey(
        "registry.Firm", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("firm")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("user"),
    )

    objects: ClassVar[Any] = SignUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("firm that signs up")
        verbose_name_plural = _("firms that sign up")
        ordering = ("-asked_at", "-pk")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        """Return the page of the sign-up for the bureau."""
        return reverse("firms:sign_up_page", args=(self.pk,))


class SignUpStep(StepModel):
    """One step of a sign-up."""

    sign_up = models.ForeignKey(FirmSignUp, models.PROTECT, related_name="steps", verbose_name=_("sign-up"))

    class Meta(StepModel.Meta):
        verbose_name = _("step of a sign-up")
        verbose_name_plural = _("steps of sign-ups")
