"""A user's second factors: adding, checking, removing, resetting. Each act is in the audit log."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.accounts.models import Factor, RecoveryCode, User
from keqiao.web.accounts.signing_in import codes, keys
from keqiao.web.accounts.witness import record

Kind = Factor.Kind
MOST = 10


def has_any(user: User) -> bool:
    """Whether the user has a second factor and is asked for it."""
    return Factor.objects.filter(user=user).exists()


def has_keys(user: User) -> bool:
    """Whether one of them is a security key."""
    return Factor.objects.filter(user=user, kind=Kind.KEY).exists()


def is_required(user: User) -> bool:
    """Whether a role of the user demands a second factor."""
    return user.roles.filter(mfa_required=True).exists()


def is_due(user: User) -> bool:
    """Whether the user must set up a second factor before anything else."""
    return is_required(user) and not has_any(user)


def reason_to_set_up(user: User) -> str:
    """Why, in words, naming the roles; empty when it is not due."""
    if not is_due(user):
        return ""
    roles = _(", ").join(str(role) for role in user.roles.filter(mfa_required=True))
    return _(
        "Your role (%(roles)s) may be used only with a second factor beside the password. Set one up before you go on."
    ) % {"roles": roles}


def kept_keys(user: User) -> list[str]:
    """The credential data of the user's security keys."""
    return list(Factor.objects.filter(user=user, kind=Kind.KEY).values_list("secret", flat=True))


def add_authenticator(request: HttpRequest, user: User, name: str, secret: str, code: str) -> list[str]:
    """Add an authenticator once a code of it has proven that it works; new recovery codes with the first factor.

    Raises ValidationError for a wrong code or too many factors.
    """
    step = codes.step_of(secret, code, after=0)
    if step is None:
        record(
            user,
            "accounts.add_factor",
            target=user,
            detail={"kind": Kind.AUTHENTICATOR.value},
            outcome="failure",
        )
        raise ValidationError(
            _("The code does not fit. Check the clock of the device, and type the code that it shows now."),
            code="wrong_code",
        )
    factor = Factor(user=user, kind=Kind.AUTHENTICATOR, name=name, secret=codes.sealed(secret), counter=step)
    return _add(request, user, factor)


def add_key(request: HttpRequest, user: User, name: str, answer: str) -> list[str]:
    """Add the security key that gave ``answer``; new recovery codes with the first factor.

    Raises ValidationError when the answer does not fit or there are too many factors.
    """
    try:
        proven = keys.registered(request, answer)
    except keys.KeyRefused as error:
        record(
            user,
            "accounts.add_factor",
            target=user,
            detail={"kind": Kind.KEY.value},
            outcome="failure",
        )
        raise ValidationError(
            _("The security key could not be registered. Try again."), code="wrong_key"
        ) from error
    factor = Factor(user=user, kind=Kind.KEY, name=name, secret=proven.credential, counter=proven.counter)
    return _add(request, user, factor)


def _add(request: HttpRequest, user: User, factor: Factor) -> list[str]:
    """Keep a proven factor."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        present = Factor.objects.filter(user=user).count()
        if present >= MOST:
            raise ValidationError(
                _("You have %(count)s second factors already. Remove one first.") % {"count": MOST}
            )
        factor.save()
        record(user, "accounts.add_factor", target=user, detail=_described(factor))
        return _renew(user) if not present else []


def _described(factor: Factor) -> dict[str, str]:
    return {"kind": factor.kind, "name": factor.name}


def renew_recovery_codes(request: HttpRequest, user: User) -> list[str]:
    """New recovery codes; the former ones are void. They are returned once and only their digests are kept."""
    with transaction.atomic():
        fresh = _renew(user)
        record(user, "accounts.new_recovery_codes", target=user)
    return fresh


def _renew(user: User) -> list[str]:
    fresh = codes.new_recovery_codes()
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=codes.recovery_digest(code)) for code in fresh
    )
    return fresh


def recovery_codes_left(user: User) -> int:
    """How many recovery codes are unused."""
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def check_code(user: User, code: str) -> str:
    """What a typed code proves: "authenticator", "recovery", or nothing (""). A code that fits is used up."""
    with transaction.atomic():
        for factor in Factor.objects.select_for_update().filter(user=user, kind=Kind.AUTHENTICATOR):
            secret = codes.unsealed(factor.secret)
            step = codes.step_of(secret, code, after=factor.counter) if secret else None
            if step is not None:
                _used(factor, step)
                return str(Kind.AUTHENTICATOR)
        unused = RecoveryCode.objects.filter(user=user, used_at=None, digest=codes.recovery_digest(code))
        return "recovery" if unused.update(used_at=timezone.now()) else ""


def is_used_recovery_code(user: User, code: str) -> bool:
    """Whether ``code`` is a recovery code of the user that has opened the account before."""
    used = RecoveryCode.objects.filter(user=user, digest=codes.recovery_digest(code))
    return used.exclude(used_at=None).exists()


def check_key(request: HttpRequest, user: User, answer: str) -> str:
    """What the answer of a security key proves: "key", or nothing ("")."""
    try:
        proven = keys.proven(request, answer, kept_keys(user))
    except keys.KeyRefused:
        return ""
    with transaction.atomic():
        factor = Factor.objects.select_for_update().filter(user=user, secret=proven.credential).first()
        # A counter that is used and does not grow betrays a copy of the key (WebAuthn §6.1.1).
        if factor is None or (proven.counter <= factor.counter and (proven.counter or factor.counter)):
            return ""
        _used(factor, proven.counter)
    return str(Kind.KEY)


def _used(factor: Factor, counter: int) -> None:
    factor.counter, factor.last_used_at = counter, timezone.now()
    factor.save(update_fields=["counter", "last_used_at"])


def remove(request: HttpRequest, user: User, factor: Factor) -> None:
    """Remove a factor of one's own; the caller has asked for password and factor. With the last go the recovery codes.

    Raises ValidationError when a role demands a second factor and this is the only one.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        others = Factor.objects.filter(user=user).exclude(pk=factor.pk).exists()
        if not others and is_required(user):
            raise ValidationError(
                _("Your role demands a second factor, and this is your only one. Set up another first.")
            )
        record(user, "accounts.remove_factor", target=user, detail=_described(factor))
        factor.delete()
        if not others:
            RecoveryCode.objects.filter(user=user).delete()
