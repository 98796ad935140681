"""What a need and an offer have in common: whose it is, what it says to whom, who looks after it, where it stands."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.visibility import NOTHING, Visibility, VisibleRows
from keqiao.web.exchange.models.choices import (
    ClosingReason,
    CooperationWay,
    Disclosure,
    PostingKind,
    PostingSource,
    PostingState,
    Secrecy,
)
from keqiao.web.exchange.rights import ALL_TIERS, BROKER, VIEW
from keqiao.web.registry.identifiers import validate_division
from keqiao.web.site.constraints import WordedConstraints

LONGEST_TITLE, LONGEST_BODY = 60, 4000


class PostingQuerySet(VisibleRows, models.QuerySet[Any]):
    """Reads of needs and offers."""

    def published(self) -> Any:
        """What everybody may find: open, and not held back until a match."""
        return self.filter(published_condition())


def published_condition() -> Q:
    """The rows that everybody may find."""
    return Q(state=PostingState.OPEN) & ~Q(disclosure=Disclosure.ON_MATCH)


def of_unit_condition(unit: int) -> Q:
    """The rows of a unit: posted by its users, or of the firm or platform that is its."""
    return (
        Q(posted_by__unit=unit)
        | Q(organisation__firm__unit=unit, organisation__firm__withdrawn_at=None)
        | Q(organisation__platform__unit=unit, organisation__platform__withdrawn_at=None)
    )


def _own(model: type[models.Model], user: Actor) -> Q:
    return of_unit_condition(user.unit_id) if user.unit_id else NOTHING


def _published(model: type[models.Model], user: Actor) -> Q:
    return published_condition()


def _every(model: type[models.Model], user: Actor) -> Q:
    """Everything for who reviews or audits; others of a wide scope read what was published."""
    if any(user.has_right(right) for right in ALL_TIERS):
        return Q()
    return Q(published_at__isnull=False) & ~Q(disclosure=Disclosure.ON_MATCH)


def _entrusted(model: type[models.Model], user: Actor) -> Q:
    """What was entrusted to the user: as its broker, by a grant, or as a broker who may take it up."""
    if not user.has_right(VIEW):
        return NOTHING
    entrusted = Q(broker=user) | Q(posted_by=user)
    if user.unit_id:
        entrusted |= Q(grants__unit=user.unit_id, grants__revoked_at=None)
    if user.has_right(BROKER):
        entrusted |= Q(broker=None, state=PostingState.SUBMITTED, secrecy=Secrecy.GENERAL) & ~Q(
            disclosure=Disclosure.ON_MATCH
        )
    manager: Any = model._base_manager
    return Q(pk__in=manager.filter(entrusted).values("pk"))


class Posting(WordedConstraints):
    """A need or an offer. ``title`` and ``body`` are its summary, which everybody reads; ``detail`` is read after
    consent, ``confidential`` after an agreement of secrecy (:class:`keqiao.web.exchange.models.Tier`).
    """

    visibility: ClassVar[Visibility] = Visibility(
        VIEW,
        every=_every,
        own=_own,
        published=_published,
        also=_entrusted,
        note="open to everybody, or entrusted; texts by tier",
    )

    State = PostingState
    letter: ClassVar[str] = ""
    """What numbers begin with."""
    days: ClassVar[int] = 0
    """So many days it stays open, unless it stands."""

    code = models.CharField(pgettext_lazy("posting", "number"), max_length=20, unique=True, editable=False)
    kind = models.CharField(pgettext_lazy("posting", "kind"), max_length=12, choices=PostingKind)
    organisation = models.ForeignKey(
        "registry.Organisation", models.PROTECT, related_name="%(class)ss", verbose_name=_("organisation")
    )
    title = models.CharField(pgettext_lazy("posting", "title"), max_length=LONGEST_TITLE)
    body = models.TextField(pgettext_lazy("posting", "in your own words"), max_length=LONGEST_BODY)
    detail = models.TextField(_("after consent"), max_length=LONGEST_BODY, blank=True)
    confidential = models.TextField(_("after an agreement of secrecy"), max_length=LONGEST_BODY, blank=True)
    contact = models.CharField(_("contact person and telephone"), max_length=120, blank=True)
    cluster = models.ForeignKey(
        "registry.Cluster",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("industry cluster"),
    )
    chain_node = models.CharField(_("node of the chain"), max_length=60, blank=True, db_index=True)
    division = models.CharField(_("division code"), max_length=12, blank=True, validators=[validate_division])
    months = models.PositiveSmallIntegerField(_("within months"), null=True, blank=True)
    ways = models.JSONField(_("way of co-operation"), default=list, blank=True)
    secrecy = models.CharField(
        pgettext_lazy("posting", "secrecy"), max_length=8, choices=Secrecy, default=Secrecy.GENERAL
    )
    disclosure = models.CharField(
        _("name shown"), max_length=10, choices=Disclosure, default=Disclosure.PUBLIC
    )
    bottleneck = models.BooleanField(_("bottleneck technology"), default=False)
    source = models.CharField(
        pgettext_lazy("posting", "source"), max_length=10, choices=PostingSource, default=PostingSource.OWNER
    )
    broker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="brokered_%(class)ss",
        verbose_name=pgettext_lazy("posting", "broker"),
    )
    state = models.CharField(
        pgettext_lazy("posting", "state"), max_length=10, choices=PostingState, default=PostingState.SUBMITTED
    )
    edition = models.PositiveIntegerField(default=1, editable=False)
    perpetual = models.BooleanField(_("no expiry"), default=False)
    expires_on = models.DateField(_("open until"), null=True, blank=True)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("posted by"),
    )
    posted_at = models.DateTimeField(_("posted at"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"), db_index=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("closed by"),
    )
    closing_reason = models.CharField(
        _("reason of closing"), max_length=16, choices=ClosingReason, blank=True
    )

    objects: ClassVar[Any] = PostingQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("-posted_at", "-pk")

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the page of the posting."""
        raise NotImplementedError

    @property
    def way_words(self) -> list[str]:
        """The ways of co-operation in words."""
        words = dict(CooperationWay.choices)
        return [str(words[way]) for way in self.ways if way in words]
