"""What every write on a pool shares: the row locked, its state and edition checked, the step kept."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from keqiao.web.accounts.models import User
from keqiao.web.audit import services as audit
from keqiao.web.audit.clock import present
from keqiao.web.funding.models import Pool, PoolStep
from keqiao.web.funding.refusals import FundingRefused

PLAN, APPROVE, VIEW = "funding.plan", "funding.approve", "funding.view"
LONGEST_REASON = 1000


def locked(pool: Pool, edition: int | None) -> Pool:
    """Return the pool's row, locked, while it is being planned. Call it inside a transaction.

    Raises FundingRefused where it is decided or withdrawn, or where somebody else changed it since the reader saw it
    (``edition``; None does not ask).
    """
    now = Pool.objects.select_for_update().get(pk=pool.pk)
    if now.state != Pool.State.PLANNING:
        raise FundingRefused(
            _("The pool is %(state)s; it takes no change any more.") % {"state": now.get_state_display()}
        )
    if edition is not None and edition != now.edition:
        raise FundingRefused(_("Somebody else changed the pool in the meantime. Look at it again."))
    return now


def keep_step(  # noqa: PLR0917 (the first three name who did what to which pool)
    actor: User,
    pool: Pool,
    action: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Keep a step of a pool, with its audit entry."""
    PoolStep.objects.create(
        pool=pool,
        action=action,
        at=present(),
        by=actor,
        before=before or {},
        after=after or {},
        reason=reason[:LONGEST_REASON],
    )
    detail = {"before": before or {}, "after": after or {}} | ({"reason": reason} if reason else {})
    audit.record(actor, f"funding.{action}", pool, detail)
