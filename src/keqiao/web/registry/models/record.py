"""What all registers share: who recorded a row and when, from which source, and whether it was withdrawn.

Rows are not deleted: a wrong row is withdrawn with a reason. They are changed only through ``registry.changes``, which
keeps what each field said before, so that what was known at an earlier moment stays readable. Dates that end something
(``valid_to``, ``ended_on``, ``expires_on``) are its last day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.engine.figures import visible
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models.users import SCOPES_WIDEST_FIRST
from keqiao.web.accounts.visibility import NOTHING, Visibility, VisibleRows
from keqiao.web.registry.words import LONGEST_ORDER, pinyin_order, searchable
from keqiao.web.site.constraints import WordedConstraints

EDIT_RIGHTS = ("registry.edit", "registry.edit_people")
"""The rights with which registers are kept: the first every register, the second those of people."""


class RowState(models.IntegerChoices):
    """Whether somebody of the bureau, other than who entered a row, stands behind its present version (ADR 0020)."""

    REPORTED = 0, pgettext_lazy("row", "Reported")
    QUESTIONED = 1, pgettext_lazy("row", "Questioned")
    VERIFIED = 2, pgettext_lazy("row", "Verified")
    SAMPLED = 3, pgettext_lazy("row", "Verified by sample")

    @property
    def code(self) -> str:
        """The state as programs and addresses write it."""
        return self.name.lower()


VERIFIED_STATES = (RowState.VERIFIED, RowState.SAMPLED)
VERIFICATION_FIELDS = frozenset({"verification", "verified_version"})
DERIVED_FIELDS = frozenset({"search_text", "name_order", "name_key"})


class RecordQuerySet(VisibleRows, models.QuerySet):
    """Reads every register the same way."""

    def waiting(self) -> Self:
        """Return the rows that wait for verification: reported ones that stand, and withdrawals of verified rows."""
        stands = Q(withdrawn_at=None) | Q(verified_version__isnull=False)
        return self.filter(stands, verification=RowState.REPORTED)

    def questioned(self) -> Self:
        """Return the rows that were sent back to their keepers and not changed since."""
        return self.filter(verification=RowState.QUESTIONED)

    def current(self, known_at: datetime | None = None) -> Self:
        """Return the rows that stand, now or as it was known at ``known_at``."""
        if known_at is None:
            return self.filter(withdrawn_at=None)
        return self.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=known_at), recorded_at__lte=known_at)

    def of_platforms(self, platforms: Any) -> Self:
        """Return the rows that belong to the platforms given (ids, objects or a query)."""
        model: Any = self.model
        path = model.platform_path
        if path is None:
            return self
        if "__" not in path:
            return self.filter(**{f"{path}__in": platforms})
        # A sub-query, so that a row which reaches a platform twice is still one row.
        return self.filter(pk__in=model._base_manager.filter(**{f"{path}__in": platforms}).values("pk"))

    def of_unit(self, unit: int, to_change: bool = False) -> Self:
        """Return the rows that belong to a unit (its id): of its platforms, of its firm, or kept by it.

        ``to_change``: only those that its users may change. A withdrawn link gives nothing: the row is another's then.
        """
        return self.filter(_belonging(self.model, unit, to_change=to_change))

    def editable_by(self, user: Actor) -> Self:
        """Return the rows the user may change: all, or the own unit's; the published ones of others are only read."""
        model: Any = self.model
        scope = model.reach_of(user)
        if scope == "all":
            return self
        if scope == "own" and user.unit_id is not None and not model.bureau_only:
            return self.of_unit(user.unit_id, to_change=True)
        return self.none()

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Insert many rows, each with its words for the search."""
        rows = list(objs)
        for row in rows:
            row.derive()
        return super().bulk_create(rows, *args, **kwargs)


def _belonging(model: Any, unit: int, *, to_change: bool = False) -> Q:
    belongs = _recorded_by(model, unit)
    if model.platform_path is not None:
        belongs |= _through(model, model.platform_path, unit)
    if model.firm_path is not None and (model.firm_keeps or not to_change):
        belongs |= _through(model, model.firm_path, unit)
    return belongs


def _of_own_unit(model: Any, user: Actor) -> Q:
    return _belonging(model, user.unit_id) if user.unit_id is not None else NOTHING


def _published(model: Any, user: Actor) -> Q:
    return Q() if model.published else NOTHING


def _recorded_by(model: Any, unit: int) -> Q:
    """Rows that a unit recorded and that name nobody yet: who names another's platform or firm gives the row away."""
    path = model.platform_path
    if path == "pk":
        return Q(pk__in=[])
    if path is not None:
        first = model._meta.get_field(path.split("__")[0])
        if first.concrete:
            return Q(pk__in=[]) if model.published else Q(kept_by=unit, **{f"{first.name}__isnull": True})
    return Q(kept_by=unit)


def _through(model: Any, path: str, unit: int) -> Q:
    """Rows that reach a platform or firm of the unit along ``path``, by rows that stand."""
    steps = path.split("__")
    if path == "pk":
        return Q(unit=unit)
    wanted: dict[str, Any] = {f"{path}__unit": unit}
    for length in range(1, len(steps)):
        wanted["__".join([*steps[:length], "withdrawn_at"])] = None
    if len(steps) == 1:
        return Q(**wanted)
    # A sub-query, so that a row which reaches a platform twice is still one row.
    return Q(pk__in=model._base_manager.filter(**wanted).values("pk"))


class Record(WordedConstraints):
    """Base of every register."""

    visibility: ClassVar[Visibility] = Visibility("registry.view", own=_of_own_unit, published=_published)
    """Names of persons are held back by the pages unless the person agreed."""

    platform_path: ClassVar[str | None] = "platform"
    """How a row reaches its platform; None for reference data."""

    firm_path: ClassVar[str | None] = None
    """How a row reaches the firm whose users may read it; None where firms have none."""

    firm_keeps: ClassVar[bool] = False
    """Whether the firm's users also change it."""

    bureau_only: ClassVar[bool] = False
    """Whether only users who may change everything change these rows: reference data, agreements."""

    bureau_fields: ClassVar[tuple[str, ...]] = ()
    """Fields that only those users change, where others keep the rest of the row."""

    kept_with: ClassVar[tuple[str, ...]] = EDIT_RIGHTS[:1]
    """The rights any of which changes rows, as far as it reaches."""

    words_from: ClassVar[tuple[str, ...]] = ()
    """The own fields that the search reads; Chinese is found by the initials of its pinyin as well."""

    derived: ClassVar[tuple[str, ...]] = ("search_text",)
    """Fields that are made from the others whenever a row is stored."""

    immaterial: ClassVar[frozenset[str]] = frozenset()
    """Fields that say who looks after a row, not what is the case: their change leaves a verified row verified."""

    published: ClassVar[bool] = False
    """Whether everybody who may read the registers sees the rows: the directory, not what a platform earns or owes."""

    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("reason of withdrawal"), max_length=300, blank=True)
    kept_by = models.ForeignKey(
        "accounts.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("kept by"),
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    verification = models.PositiveSmallIntegerField(
        _("verification"), choices=RowState, default=RowState.REPORTED, db_index=True, editable=False
    )
    verified_version = models.PositiveIntegerField(null=True, editable=False)
    """The last version that was verified; None where none was."""
    search_text = models.TextField(default="", blank=True, editable=False)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the row with its words for the search. Its verification is written elsewhere."""
        self.derive()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *self.derived}
        elif not self._state.adding and not args and not kwargs:
            written = {field.name for field in self._meta.concrete_fields if not field.primary_key}
            kwargs["update_fields"] = written - VERIFICATION_FIELDS
        super().save(*args, **kwargs)

    def clean_fields(self, exclude: Any = None) -> None:
        """Take characters that nobody sees out of every text, then check the fields. Raises ValidationError."""
        for field in self._meta.concrete_fields:
            value = getattr(self, field.attname)
            if isinstance(field, models.CharField | models.TextField) and isinstance(value, str):
                setattr(self, field.attname, visible(value))
        try:
            super().clean_fields(exclude)
        except ValidationError as error:
            for name, problems in error.error_dict.items():
                for problem in problems:
                    if (
                        problem.code == "null"
                    ):  # a word of databases; what it means is that something is missing
                        problem.message = self._meta.get_field(name).error_messages["blank"]  # type: ignore[union-attr]
            raise

    @classmethod
    def is_verifiable(cls) -> bool:
        """Whether rows are verified: all but the reference data of the bureau, of no platform and no firm."""
        return not (cls.bureau_only and cls.platform_path is None and cls.firm_path is None)

    @property
    def is_verified(self) -> bool:
        """Whether the present version is verified, or needs not be."""
        return self.verification in VERIFIED_STATES or not self.is_verifiable()

    @classmethod
    def reach_of(cls, user: Actor) -> str | None:
        """Return how far the user changes rows of this register: "all", "own", "published", or None for not at all."""
        if user is None or not user.is_authenticated:
            return None
        reaches = {user.scope_for(right) for right in cls.kept_with}
        return next((scope for scope in SCOPES_WIDEST_FIRST if scope in reaches), None)

    def derive(self) -> None:
        """Make the fields that follow from the others."""
        self.search_text = self.words()

    def words(self) -> str:
        """Return what the search reads: the own fields in small letters, Chinese with the initials of its pinyin."""
        return searchable(str(getattr(self, name) or "") for name in self.words_from)


class NamedRecord(Record):
    """A register whose rows stand by name: Chinese in the order of pinyin, the same on every database."""

    order_from: ClassVar[str] = "name"
    """The field that the order reads."""

    derived: ClassVar[tuple[str, ...]] = ("search_text", "name_order")

    name_order = models.CharField(
        max_length=LONGEST_ORDER, default="", blank=True, editable=False, db_index=True
    )

    class Meta:
        abstract = True

    def derive(self) -> None:
        """Also the place among other names."""
        super().derive()
        self.name_order = pinyin_order(str(getattr(self, self.order_from) or ""))


class Precision(models.TextChoices):
    """How exactly a date is known; a month-precise date is stored as its first day and never shown with one."""

    DAY = "day", pgettext_lazy("precision", "Day")
    MONTH = "month", pgettext_lazy("precision", "Month")
    YEAR = "year", pgettext_lazy("precision", "Year")


class Level(models.TextChoices):
    """Administrative level of a platform, project, qualification or programme."""

    NATIONAL = "national", pgettext_lazy("level", "National")
    PROVINCIAL = "provincial", pgettext_lazy("level", "Provincial")
    CITY = "city", pgettext_lazy("level", "City")
    COUNTY = "county", pgettext_lazy("level", "County")


def unique_while_current(name: str, *fields: str) -> models.UniqueConstraint:
    """Constraint: among the rows that stand, ``fields`` name one; a withdrawn row does not block a new one."""
    return models.UniqueConstraint(fields=fields, condition=Q(withdrawn_at=None), name=name)


def ordered(start: str, end: str, name: str) -> models.CheckConstraint:
    """Constraint: ``end`` is not before ``start`` where both are known."""
    return models.CheckConstraint(
        condition=Q(**{f"{end}__isnull": True})
        | Q(**{f"{start}__isnull": True})
        | Q(**{f"{end}__gte": models.F(start)}),
        name=name,
    )


def not_negative(field: str, name: str) -> models.CheckConstraint:
    """Constraint: ``field`` is zero or more."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": 0}), name=name
    )


def money(label: Any, **options: Any) -> models.DecimalField:
    """Return a field for an amount in 元, to the cent."""
    return models.DecimalField(label, max_digits=18, decimal_places=2, **options)
