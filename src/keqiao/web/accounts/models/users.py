"""Units, roles and users. A role is data: which rights it has and how far they reach."""

from __future__ import annotations

import copy
from collections.abc import Iterable

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from keqiao.web.accounts.rights import RIGHTS
from keqiao.web.site.punctuation import listed


def in_own_language(zh: str, en: str) -> str:
    """Of a name written in two languages, the one of the page; Chinese where there is no English."""
    return en if en and (get_language() or "").startswith("en") else zh


class Unit(models.Model):
    """An organisation that users belong to: the bureau, a platform, a department, a firm, an investor."""

    class Kind(models.TextChoices):
        """What kind of organisation a unit is."""

        BUREAU = "bureau", _("Sci-tech bureau")
        PLATFORM = "platform", _("Platform")
        DEPARTMENT = "department", _("Department")
        CONGRESS = "congress", _("People's Congress")
        AUDIT = "audit", _("Audit office")
        BROKER = "broker", _("Technology broker")
        FIRM = "firm", _("Firm")
        INVESTOR = "investor", _("Investor")
        GOVERNMENT = "government", _("City government")

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["code"]

    def __str__(self) -> str:
        return in_own_language(self.name, self.name_en)


class Role(models.Model):
    """What a group of users may do: a list of rights and the scope they hold in."""

    class Scope(models.TextChoices):
        """How far the rights of a role reach: all > own > published; the wider includes the narrower."""

        ALL = "all", _("everything")
        OWN = "own", _("own unit and what is published")
        PUBLISHED = "published", _("what is published")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    rights = models.JSONField(_("rights"), default=list, blank=True)
    scope = models.CharField(_("scope"), max_length=10, choices=Scope)
    mfa_required = models.BooleanField(
        _("second factor required"),
        default=False,
        help_text=_("A code of an authenticator or a security key"),
    )

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["code"]

    def __str__(self) -> str:
        return in_own_language(self.name, self.name_en)

    def clean(self) -> None:
        """Refuse rights that no page asks for: a slip of the pen would silently give nothing."""
        unknown = (
            sorted(set(self.rights) - set(RIGHTS)) if isinstance(self.rights, list) else [str(self.rights)]
        )
        if unknown:
            raise ValidationError({"rights": _("Unknown rights: %(rights)s") % {"rights": listed(unknown)}})


SCOPES_WIDEST_FIRST: tuple[str, ...] = (Role.Scope.ALL, Role.Scope.OWN, Role.Scope.PUBLISHED)


class User(AbstractUser):
    """A person who signs in. Rights come from roles only: ``is_superuser`` and Django's groups give none here."""

    display_name = models.CharField(_("display name"), max_length=80, blank=True)
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), null=True, blank=True, on_delete=models.PROTECT, related_name="users"
    )
    roles = models.ManyToManyField(Role, verbose_name=_("roles"), blank=True, related_name="users")
    must_change_password = models.BooleanField(_("must change the password"), default=False)
    password_changed_at = models.DateTimeField(_("password changed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["username"]

    def __str__(self) -> str:
        return self.display_name or self.username

    @property
    def only_rights(self) -> frozenset[str] | None:
        """The rights that a program acting for this user is held to; None for the user in person."""
        only: frozenset[str] | None = self.__dict__.get("_only_rights")
        return only

    def narrowed_to(self, rights: Iterable[str]) -> User:
        """The same user with at most ``rights``: for programs that act by a token. The scopes stay the roles'.

        Narrowing again can only take away.
        """
        narrowed = copy.copy(self)
        narrowed.refresh_rights()
        only = frozenset(rights)
        narrowed.__dict__["_only_rights"] = only if self.only_rights is None else only & self.only_rights
        return narrowed

    def _scopes(self) -> dict[str, str]:
        """Right → the widest scope of the roles that have it; read once per object."""
        if not hasattr(self, "_scopes_read"):
            scopes: dict[str, str] = {}
            roles = self.roles.all() if self.pk and self.is_active else []
            for role in sorted(roles, key=lambda role: SCOPES_WIDEST_FIRST.index(role.scope)):
                for right in role.rights:
                    if self.only_rights is None or right in self.only_rights:
                        scopes.setdefault(right, role.scope)
            self._scopes_read = scopes
        return self._scopes_read

    def has_right(self, right: str) -> bool:
        """Whether any role of the user has ``right``."""
        return right in self._scopes()

    def scope_for(self, right: str) -> str | None:
        """The widest scope in which the user has ``right``: "all", "own", "published", or None without it."""
        return self._scopes().get(right)

    def refresh_rights(self) -> None:
        """Forget the roles that were read, after they were changed."""
        self.__dict__.pop("_scopes_read", None)
