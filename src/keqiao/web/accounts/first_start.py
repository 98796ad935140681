"""The first start: a system without users has no default account; a command makes its three administrators."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from keqiao.web.accounts.holders import holders
from keqiao.web.accounts.models import Role, User
from keqiao.web.accounts.one_time import give_one_time_password
from keqiao.web.accounts.roles import ensure_roles
from keqiao.web.accounts.witness import record
from keqiao.web.site.demonstration import is_demonstration

COMMAND = "keqiao manage first_administrators"
KINDS = ("system_admin", "security_admin", "audit_admin")
"""The three roles, in the order in which the command asks."""


@dataclass(frozen=True)
class First:
    """One of the first administrators: the role, the user name, the name of the person, a password or none."""

    role: str
    username: str
    display_name: str = ""
    password: str = ""


def is_empty() -> bool:
    """Whether nobody can sign in because there is no user at all."""
    return not User.objects.exists()


def obstacle() -> str:
    """Why the first administrators cannot be made now; empty when they can."""
    if is_demonstration():
        return _("This database holds the demonstration, which has its own accounts. Use another database.")
    if holders("accounts.users") or holders("accounts.roles"):
        return _(
            "There are administrators already. They create further accounts on the page “Users and roles”."
        )
    return ""


@transaction.atomic
def create_first(people: list[First]) -> dict[str, str]:
    """Create the three administrators; returns the generated passwords by user name, told once.

    A password that was given is checked by the rules and also changed at the first sign-in. From now on their roles and
    those that decide and pay (SECOND_FACTOR_ROLES) ask for a second factor; the demonstration never comes here. Raises
    ValidationError with the reason, also when there are administrators already.
    """
    reason = obstacle()
    if reason:
        raise ValidationError(reason)
    if sorted(person.role for person in people) != sorted(KINDS):
        raise ValidationError(_("One system, one security and one audit administrator are needed."))
    if len({person.username.casefold() for person in people}) != len(people):
        raise ValidationError(_("The three administrators must be three persons with three user names."))
    roles = ensure_roles()
    generated: dict[str, str] = {}
    for person in people:
        if User.objects.filter(username__iexact=person.username).exists():
            raise ValidationError(
                _("There is a user of this name already: %(name)s.") % {"name": person.username}
            )
        user = User(username=person.username, display_name=person.display_name, must_change_password=True)
        if person.password:
            validate_password(person.password, user)
            user.set_password(person.password)
        else:
            generated[person.username] = give_one_time_password(user)
        user.full_clean()
        user.save()
        user.roles.set([roles[person.role]])
        record(None, "accounts.first_administrator", target=user, detail={"role": person.role})
    for role in Role.objects.filter(code__in=settings.SECOND_FACTOR_ROLES, mfa_required=False):
        role.mfa_required = True
        role.save(update_fields=["mfa_required"])
        detail = {"mfa_required": {"before": False, "after": True}}
        record(None, "accounts.change_role", target=role, detail=detail)
    return generated
