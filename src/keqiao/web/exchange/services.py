"""Writes: post, change, take up, assign, publish, review, renew, expire and close needs and offers; grants."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import Unit, User
from keqiao.web.audit.clock import present, today
from keqiao.web.audit.services import record
from keqiao.web.exchange.models import (
    ClosingReason,
    DisclosureGrant,
    Need,
    Offer,
    Posting,
    PostingState,
    Tier,
)
from keqiao.web.exchange.notifications import remind
from keqiao.web.exchange.procedure import NEEDS, OFFERS
from keqiao.web.exchange.rights import BROKER
from keqiao.web.exchange.text_checks import check_texts
from keqiao.web.procedures.declaration import Procedure
from keqiao.web.procedures.numbering import next_code, numbered

Row = TypeVar("Row", Need, Offer)


def procedure_of(model: type[Posting]) -> Procedure[Any]:
    """Return the procedure of needs or of offers."""
    return NEEDS if model is Need else OFFERS


def post(actor: Actor, row: Row, *, targets: list[Mapping[str, Any]] | None = None) -> Row:
    """Store a new need or offer under a number of its own and return it.

    Raises PermissionDenied, ValidationError by field.
    """
    row.posted_by, row.posted_at = actor, present()

    def make() -> Row:
        row.pk = None
        row.code = next_code(type(row), f"{row.letter}{row.posted_at.year}-", 4)
        with procedure_of(type(row)).making(actor, row, "post") as work:
            row.full_clean(exclude=["code", "changed_at"], validate_unique=False)
            check_texts(row)
            work.detail["kind"] = row.kind
        return row

    with transaction.atomic():
        made = numbered(make)
        if isinstance(made, Need) and targets:
            set_targets(made, targets)
        return made


def set_targets(need: Need, targets: list[Mapping[str, Any]]) -> None:
    """Replace the targets of a need and store the grade that follows. Raises ValidationError."""
    need.targets.all().delete()
    for fields in targets:
        target = need.targets.model(need=need, **fields)
        target.full_clean()
        target.save()
    need.save(update_fields=["grade"])


def edit(
    actor: Actor,
    model: type[Posting],
    pk: int,
    fields: Mapping[str, Any],
    *,
    targets: list[Mapping[str, Any]] | None = None,
    since: int | None = None,
) -> None:
    """Change fields of a need or an offer; one that has to be reviewed again goes back to the review.

    Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError by field.
    """
    with procedure_of(model).acting(actor, pk, "edit", since=since) as work:
        work.change(**fields)
        work.row.full_clean(exclude=["code", "changed_at"])
        check_texts(work.row)
        if targets is not None:
            before = [str(target) for target in work.row.targets.all()]
            set_targets(work.row, targets)
            after = [str(target) for target in work.row.targets.all()]
            if before != after:
                work.note("targets", before, after)
        if work.row.bottleneck and work.row.state == PostingState.OPEN and work.is_done:
            work.to = PostingState.REVIEW


def take(actor: Actor, model: type[Posting], pk: int, *, since: int | None = None) -> None:
    """Take a posting up as its broker. Raises Http404, PermissionDenied, ChangedMeanwhile."""
    with procedure_of(model).acting(actor, pk, "take", since=since) as work:
        work.change(broker=actor)


def assign(actor: Actor, model: type[Posting], pk: int, broker: User, *, since: int | None = None) -> None:
    """Give a posting to a broker. Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError."""
    with procedure_of(model).acting(actor, pk, "assign", since=since) as work:
        if not broker.is_active or not broker.has_right(BROKER):
            raise ValidationError({"broker": _("%(user)s is no broker.") % {"user": broker}})
        work.change(broker=broker)
        if work.row.state == PostingState.SUBMITTED:
            work.to = PostingState.DIAGNOSIS


def publish(actor: Actor, model: type[Posting], pk: int, *, since: int | None = None) -> None:
    """Let everybody find a posting that was completed. Raises Http404, PermissionDenied, ChangedMeanwhile."""
    with procedure_of(model).acting(actor, pk, "publish", since=since) as work:
        _begin(work)


def ask_review(actor: Actor, model: type[Posting], pk: int, *, since: int | None = None) -> None:
    """Ask the bureau to review a bottleneck technology. Raises Http404, PermissionDenied, ChangedMeanwhile."""
    with procedure_of(model).acting(actor, pk, "ask_review", since=since):
        pass


def clear(actor: Actor, model: type[Posting], pk: int, *, since: int | None = None) -> None:
    """Clear a bottleneck technology for publication. Raises Http404, PermissionDenied, ChangedMeanwhile."""
    with procedure_of(model).acting(actor, pk, "clear", since=since) as work:
        _begin(work)


def send_back(actor: Actor, model: type[Posting], pk: int, reason: str, *, since: int | None = None) -> None:
    """Give a posting back from the review. Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError."""
    with procedure_of(model).acting(actor, pk, "send_back", since=since, reason=reason):
        pass


def renew(actor: Actor, model: type[Posting], pk: int, *, since: int | None = None) -> None:
    """Let a posting stay open for another term from today. Raises Http404, PermissionDenied, ChangedMeanwhile."""
    with procedure_of(model).acting(actor, pk, "renew", since=since) as work:
        work.change(expires_on=_last_day(work.row))
        if work.row.bottleneck and work.row.published_at is None:
            work.to = PostingState.REVIEW


def close(
    actor: Actor,
    model: type[Posting],
    pk: int,
    reason: str,
    note: str = "",
    *,
    since: int | None = None,
) -> None:
    """Close a posting with a reason of the list.

    Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError.
    """
    with procedure_of(model).acting(actor, pk, "close", since=since, reason=note) as work:
        if reason not in ClosingReason.values:
            raise ValidationError({"closing_reason": _("Choose why it is closed.")})
        work.change(closing_reason=reason)


REMINDED_BEFORE = (7, 1)
"""Days before the last one on which owner and broker are told."""


def expire_due(day: date | None = None) -> int:
    """Tell of what expires soon, let everything expire whose last day is over; return how many expired.

    The system does it, once a day.
    """
    count = 0
    for model in (Need, Offer):
        for days in REMINDED_BEFORE:
            last = (day or today()) + timedelta(days=days)
            ending = model.objects.filter(state=PostingState.OPEN, perpetual=False, expires_on=last)
            for row in ending.select_related("organisation", "broker", "posted_by"):
                remind(row, days)
    for procedure in (NEEDS, OFFERS):
        rows: Any = procedure.model._default_manager
        due = rows.filter(state=PostingState.OPEN, perpetual=False, expires_on__lt=day or today())
        for pk in due.values_list("pk", flat=True):
            with transaction.atomic():
                expiring = due.select_for_update(of=("self",)).filter(pk=pk).first()
                if expiring is not None:
                    procedure.under_way(cast("Actor", None), expiring, "expire").finish()
                    count += 1
    return count


@transaction.atomic
def grant(actor: Actor | None, posting: Posting, unit: Unit, tier: Tier) -> DisclosureGrant:
    """Let a unit see a posting up to a tier; a grant that is there is widened, never narrowed.

    For rooms that bring both sides together: they ask before they call whether consent was given.
    """
    of = {type(posting).__name__.lower(): posting}
    given = DisclosureGrant.objects.select_for_update().filter(unit=unit, revoked_at=None, **of).first()
    if given is None:
        given = DisclosureGrant(unit=unit, granted_by=actor, granted_at=present(), tier=tier, **of)
    elif given.tier >= tier:
        return given
    given.tier, given.granted_by, given.granted_at = tier, actor, present()
    given.save()
    record(actor, "exchange.grant", posting, {"unit": unit.code, "tier": int(tier)})
    return given


@transaction.atomic
def revoke(actor: Actor | None, posting: Posting, unit: Unit) -> None:
    """Take back what a unit was let see of a posting."""
    of = {type(posting).__name__.lower(): posting}
    if DisclosureGrant.objects.filter(unit=unit, revoked_at=None, **of).update(revoked_at=present()):
        record(actor, "exchange.revoke", posting, {"unit": unit.code})


def _begin(work: Any) -> None:
    """Open a posting for its term."""
    work.change(expires_on=_last_day(work.row))


def _last_day(row: Posting) -> date | None:
    return None if row.perpetual else today() + timedelta(days=row.days)
