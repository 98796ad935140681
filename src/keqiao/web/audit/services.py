"""Writing the audit log."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit import heads, keyed_chain, origin, pending_rows
from keqiao.web.audit.content import GENESIS, canonical, digest
from keqiao.web.audit.details import without_secrets
from keqiao.web.audit.models import Entry, Head
from keqiao.web.audit.origin import address_of
from keqiao.web.audit.pending_rows import Unrecorded
from keqiao.web.audit.rows import hashes_of


def record(
    actor: Actor | None,
    action: str,
    target: Any = None,
    detail: dict[str, Any] | None = None,
    outcome: str = "success",
    *,
    rows: Iterable[Unrecorded] = (),
) -> Entry:
    """Append an entry: ``actor`` (a user, or None for the system) did ``action`` ("room.verb") to ``target``.

    ``target`` is a model instance or a plain text. ``detail`` is what a reader needs to understand the act (JSON;
    dates, decimals and UUIDs are written as text; what stands under a key such as "password" is written as ***).
    ``outcome`` is "success", "failure" or "denied". Address and session are those of the request or job that is under
    way (``origin``).

    The entry vouches by keyed hashes for the rows that were written once, or closed, in this transaction since the last
    entry (``unrecorded``), and for ``rows``.

    Call it inside the transaction of the act, last: then both are kept or neither is, and writers queue here only
    briefly. An act that was refused is recorded outside the transaction that is rolled back.
    """
    if outcome not in Entry.Outcome.values:
        raise ValueError(f"outcome {outcome!r} is none of {', '.join(Entry.Outcome.values)}")
    kind, key, name = target_of(target)
    source = origin.current()
    actor = actor if actor is not None else source.actor
    user = actor if actor is not None and actor.pk is not None else None
    with transaction.atomic():
        if source.fence is not None and outcome == Entry.Outcome.SUCCESS:
            source.fence(target)
        hashes = hashes_of([*pending_rows.take(), *rows])
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
            address=address_of(source.request),
            session=origin.session_of(source.request) or source.job,
            rows_text=canonical(hashes) if hashes else "",
            previous_hash=head.hash,
        )
        entry.hash = digest(entry)
        keyed_chain.sign(entry, head)
        entry.save()
        head.save(update_fields=["number", "hash", "keyed_hash", "key_name", "mark"])
    heads.send_out(entry)  # after the inner block: a savepoint of ours is no part of the caller's transaction
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
