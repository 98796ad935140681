"""Writing the audit log."""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone

from keqiao.web.audit.content import GENESIS, canonical, digest
from keqiao.web.audit.details import without_secrets
from keqiao.web.audit.models import Entry, Head


def record(  # noqa: PLR0917 (called with the first two or three by position)
    actor: Any,
    action: str,
    target: Any = None,
    detail: dict[str, Any] | None = None,
    outcome: str = "success",
    request: HttpRequest | None = None,
) -> Entry:
    """Append an entry: ``actor`` (a user, or None for the system) did ``action`` ("room.verb") to ``target``.

    ``target`` is a model instance or a plain text. ``detail`` is what a reader needs to understand the act (JSON;
    dates, decimals and UUIDs are written as text; what stands under a key such as "password" is written as ***).
    ``outcome`` is "success", "failure" or "denied".

    Call it inside the transaction of the act, last: then both are kept or neither is, and writers queue here only
    briefly. An act that was refused is recorded outside the transaction that is rolled back.
    """
    if outcome not in Entry.Outcome.values:
        raise ValueError(f"outcome {outcome!r} is none of {', '.join(Entry.Outcome.values)}")
    kind, key, name = target_of(target)
    user = actor if getattr(actor, "pk", None) is not None else None
    with transaction.atomic():
        # The row lock makes writers queue on PostgreSQL; SQLite's IMMEDIATE transaction is already exclusive.
        Head.objects.get_or_create(pk=1, defaults={"number": 0, "hash": GENESIS})
        head = Head.objects.select_for_update().get(pk=1)
        entry = Entry(
            number=head.number + 1,
            at=timezone.now(),
            actor=user,
            actor_name=(f"{user} ({user.get_username()})" if user else "")[:240],
            action=action,
            target_kind=kind[:80],
            target_key=key[:120],
            target_name=name[:240],
            detail_text=_detail_text(detail or {}),
            outcome=outcome,
            address=address_of(request),
            previous_hash=head.hash,
        )
        entry.hash = digest(entry)
        entry.save()
        head.number, head.hash = entry.number, entry.hash
        head.save(update_fields=["number", "hash"])
    return entry


def target_of(target: Any) -> tuple[str, str, str]:
    """Kind, key and name of what was acted on."""
    if target is None:
        return "", "", ""
    if isinstance(target, models.Model):
        return target._meta.label_lower, str(target.pk), str(target)
    return "", "", str(target)


def _detail_text(detail: dict[str, Any]) -> str:
    """The details as canonical JSON without secrets. NUL is dropped: PostgreSQL keeps no text with it."""
    plain = without_secrets(json.loads(DjangoJSONEncoder(allow_nan=False).encode(detail)))
    return canonical(plain).replace("\\u0000", "")


def address_of(request: HttpRequest | None) -> str:
    """The network address of the request as the server saw it (a proxy in front must set it, see gunicorn)."""
    return str(request.META.get("REMOTE_ADDR") or "")[:45] if request is not None else ""
