"""Writes: a firm signs up; the bureau confirms it, which makes its rows and its account, or refuses it.

Accounts are given by two persons. Here the person who asks is the first and the officer who confirms the second, so the
role is given at once: only the role of firms, and only while that reaches no further than the own unit (ADR 0055).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import Role, Unit, User
from keqiao.web.accounts.separation import GROUPS
from keqiao.web.audit.clock import present
from keqiao.web.audit.services import record
from keqiao.web.firms.models import FirmSignUp, SignUpState
from keqiao.web.firms.procedure import SIGN_UPS
from keqiao.web.procedures.numbering import next_code, numbered
from keqiao.web.registry.changes import change_set
from keqiao.web.registry.identifiers import LEGAL_FORM_PREFIXES, has_usci_check, written_usci
from keqiao.web.registry.models import Firm, Organisation
from keqiao.web.registry.models.changes import ChangeSet

ROLE = "firm"
MOST_FROM_ONE, MOST_IN_ALL = 5, 100
"""So many may sign up within an hour from one address, and from all."""
ANSWERED = ("usci", "name", "person", "telephone", "email")


def sign_up(fields: Mapping[str, str], password: str, address: str = "") -> tuple[FirmSignUp, str]:
    """Keep that a firm asks for an account; return it with the key of the address under which it is followed.

    ``fields``: usci, name, person, telephone, email. Raises ValidationError by field, and where too many came.
    """
    row = FirmSignUp(**{name: fields.get(name, "") for name in ANSWERED}, asked_at=present())
    key = secrets.token_urlsafe(24)
    row.key_digest, row.address = key_digest(key), address[:45]
    row.usci = _code(row.usci)
    row.clean_fields(exclude=["password", "code"])
    person = User(username=row.usci, display_name=row.person, email=row.email)
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error
    _refuse_floods(row.address)
    row.password = make_password(password)

    def make() -> FirmSignUp:
        row.pk = None
        row.code = next_code(FirmSignUp, f"E{row.asked_at.year}-", 4)
        SIGN_UPS.under_way(cast("Actor", None), row, "sign_up").finish()
        return row

    with transaction.atomic():
        return numbered(make), key


def confirm(actor: Actor, pk: int, *, since: int | None = None) -> FirmSignUp:
    """Confirm a firm: its rows stand in the registers, its person has an account. Raises Http404, PermissionDenied,
    ChangedMeanwhile, ValidationError.
    """
    with SIGN_UPS.acting(actor, pk, "confirm", since=since) as work:
        row = work.row
        role = _role()
        firm = _firm(actor, row)
        unit = _unit(actor, row, firm)
        user = User(
            username=_user_name(row.usci),
            display_name=row.person,
            email=row.email,
            unit=unit,
            password=row.password,
            password_changed_at=row.asked_at,
        )
        user.full_clean()
        user.save()
        user.roles.add(role)
        detail = {"unit": unit.code, "roles": [role.code], "sign_up": row.code}
        record(actor, "accounts.create_user", target=user, detail=detail)
        row.firm, row.user = firm, user
        _forget(row)
        work.detail["user"] = user.username
    return row


def refuse(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> FirmSignUp:
    """Refuse a firm with a reason that it reads.

    Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError.
    """
    with SIGN_UPS.acting(actor, pk, "refuse", since=since, reason=reason) as work:
        work.row.answer = work.reason
        _forget(work.row)
    return work.row


def key_digest(key: str) -> str:
    """Return what is stored of the key of an address."""
    return hashlib.sha256(key.encode()).hexdigest()


def _code(text: str) -> str:
    """Return the unified social credit code of a licence. Raises ValidationError in words for somebody outside."""
    try:
        code = written_usci(text)
    except ValidationError as error:
        raise ValidationError({"usci": error.messages}) from error
    if not has_usci_check(code):
        raise ValidationError(
            {
                "usci": _(
                    "The check character of %(code)s is wrong; compare it with the licence. "
                    "Where the licence itself shows this code, call the bureau."
                )
                % {"code": code}
            }
        )
    return code


def _forget(row: FirmSignUp) -> None:
    """What is needed until the decision only."""
    row.password, row.address = "", ""


def _refuse_floods(address: str) -> None:
    recent = FirmSignUp.objects.filter(asked_at__gt=present() - timedelta(hours=1))
    if recent.count() >= MOST_IN_ALL or (address and recent.filter(address=address).count() >= MOST_FROM_ONE):
        raise ValidationError(
            _("Too many firms signed up within the last hour. Try again later, or call the bureau.")
        )


def _role() -> Role:
    role = Role.objects.filter(code=ROLE).first()
    administers = role is not None and any(group.rights & set(role.rights) for group in GROUPS)
    if role is None or role.scope != Role.Scope.OWN or administers:
        raise ValidationError(
            _(
                "The role of firms is missing or reaches further than the own unit; the administrators put it right."
            )
        )
    return role


def _firm(actor: Actor, row: FirmSignUp) -> Firm:
    """The firm of the register with this code; it is recorded where there is none."""
    organisation = Organisation.objects.current().filter(usci=row.usci).first()
    firm = Firm.objects.current().filter(organisation=organisation).first() if organisation else None
    if firm is not None:
        return firm
    with change_set(actor, ChangeSet.Kind.EDIT, register="firms", reason=row.code) as changes:
        if organisation is None:
            organisation = Organisation(
                usci=row.usci, name=row.name, legal_form=_legal_form(row.usci), source=row.code
            )
            changes.save(organisation)
        firm = Firm(organisation=organisation, source=row.code)
        changes.save(firm)
    return firm


def _unit(actor: Actor, row: FirmSignUp, firm: Firm) -> Unit:
    """The unit whose users keep the firm's rows; it is made where there is none. Raises ValidationError."""
    if firm.unit is not None:
        if not firm.unit.is_active:
            raise ValidationError(_("The unit %(unit)s is no longer in use.") % {"unit": firm.unit})
        return firm.unit
    unit = Unit.objects.filter(code=row.usci).first()
    if unit is None:
        unit = Unit(code=row.usci, name=firm.organisation.name[:120], kind=Unit.Kind.FIRM)
        unit.full_clean()
        unit.save()
        detail = {"code": unit.code, "name": unit.name, "kind": unit.kind, "sign_up": row.code}
        record(actor, "accounts.create_unit", target=unit, detail=detail)
    firm.unit = unit
    with change_set(actor, ChangeSet.Kind.EDIT, register="firms", reason=row.code) as changes:
        changes.save(firm)
    return unit


def _user_name(usci: str) -> str:
    """The code, or for a further person of the firm the code with a number."""
    names = [usci, *(f"{usci}-{number}" for number in range(2, 100))]
    taken = {
        name.upper()
        for name in User.objects.filter(username__istartswith=usci).values_list("username", flat=True)
    }
    return next(name for name in names if name not in taken)


def _legal_form(usci: str) -> str:
    forms = (form for form, starts in LEGAL_FORM_PREFIXES.items() if usci[:2] in starts)
    return next(forms, str(Organisation.LegalForm.OTHER))


def waiting_twins(row: FirmSignUp) -> Any:
    """Return the other sign-ups for the same code: what is confirmed first is the firm."""
    return FirmSignUp.objects.filter(usci=row.usci).exclude(pk=row.pk).exclude(state=SignUpState.REFUSED)
