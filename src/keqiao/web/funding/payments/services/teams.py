"""Shares for people of a platform's team: proposed with weights, confirmed by the director, never by who proposed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, Sum
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.engine.allocation import AllocationError, AllocationLine, team_limit, team_shares
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require
from keqiao.web.audit.clock import present
from keqiao.web.audit.services import record
from keqiao.web.funding.models import ProposalLine, Spending, TeamMember, TeamShare
from keqiao.web.funding.payments.procedure import SHARES
from keqiao.web.funding.payments.rules import in_wan, in_words, rules_of, team_category
from keqiao.web.funding.payments.services.pool_locks import (
    LARGEST_KEY,
    MOST_WORDS,
    check_amount,
    check_day,
    locked_line,
    paid_sum,
)
from keqiao.web.funding.payments.services.uses import check_left, entry_detail
from keqiao.web.procedures.words import words_given
from keqiao.web.registry.models import Engagement, Person
from keqiao.web.site import stored_sentences

MOST_MEMBERS = 500
MOST_WEIGHT = Decimal(10) ** 9
Weights = Sequence[tuple[Person, Decimal]]


def team_of(line: ProposalLine, on: date) -> list[Person]:
    """Return the persons with a post at the platform on a day or since the decision: who may get a share."""
    posts = Engagement.objects.current().filter(platform=line.platform, started_on__lte=on)
    posts = posts.filter(
        Q(ended_on=None) | Q(ended_on__gte=timezone.localdate(line.proposal.pool.decided_at))
    )
    return list(Person.objects.current().filter(pk__in=posts.values("person")).order_by("code"))


def handed_on(line: ProposalLine) -> Decimal:
    """Return what is confirmed for the team and was not taken back (元)."""
    shares = TeamShare.objects.filter(line=line, state=TeamShare.State.CONFIRMED, entry__reversal=None)
    return shares.aggregate(total=Sum("amount"))["total"] or Decimal(0)


def computed(line: ProposalLine, members: Weights, amount: Decimal) -> tuple[AllocationLine, ...]:
    """Return what each of ``members`` (person, weight) would get of ``amount`` (元), with formulas.

    Raises ValidationError where the rules bar it (naming the rule), where it is more than they allow of what was
    paid, or more than is left.
    """
    check_amount(amount)
    if len(members) > MOST_MEMBERS:
        raise ValidationError(_("At most %(count)s persons.") % {"count": MOST_MEMBERS})
    if any(not weight.is_finite() or not 0 <= weight < MOST_WEIGHT for _person, weight in members):
        raise ValidationError(_("Weights are numbers from 0 on."))
    rules, paid = rules_of(line), paid_sum(line)
    named = [(person.code, weight) for person, weight in members]
    try:
        shares = team_shares(rules, paid, named, team_amount=amount)
        most = team_limit(rules, paid)
    except AllocationError as error:
        raise ValidationError(in_words(error)) from error
    before = handed_on(line)
    if before + amount > most:
        raise ValidationError(
            _(
                "%(amount)s (10k yuan) with the %(before)s confirmed before is more than the rules allow: %(most)s."
            )
            % {"amount": in_wan(amount), "before": in_wan(before), "most": in_wan(most)}
        )
    check_left(line, amount)
    return shares


def propose(  # noqa: PLR0917 - one figure for each part of a proposal
    actor: Actor,
    line_pk: int,
    weights: dict[int, Decimal],
    amount: Decimal,
    spent_on: date,
    reason: str = "",
) -> TeamShare:
    """Propose a share of ``amount`` (元) for persons by key with their weights.

    Raises Http404, PermissionDenied, ValidationError.
    """
    with transaction.atomic():
        line = locked_line(actor, line_pk)
        require(actor, "funding.use", line.platform)
        check_day(line.proposal.pool, spent_on)
        people = {person.pk: person for person in team_of(line, spent_on)}
        if set(weights) - set(people):
            raise ValidationError(_("Only persons with a post at the platform get a share."))
        members = [(people[key], weight) for key, weight in weights.items()]
        amounts = computed(line, members, amount)
        share = TeamShare(
            line=line,
            amount=amount,
            paid=paid_sum(line),
            spent_on=spent_on,
            reason=words_given(reason, most=MOST_WORDS),
            proposed_by=actor,
        )
        with SHARES.making(actor, share, "propose_share"):
            share.save()
            TeamMember.objects.bulk_create(
                TeamMember(
                    share=share,
                    person=person,
                    weight=weight,
                    amount=part.amount,
                    steps=[stored_sentences.wording_of(step.sentence) for step in part.steps],
                )
                for (person, weight), part in zip(members, amounts, strict=True)
            )
    return share


def confirm(actor: Actor, line_pk: int, share_pk: int) -> TeamShare:
    """Confirm a share: it is frozen, and counts as used from now on.

    Raises Http404, PermissionDenied (also to who proposed it), ValidationError where it no longer fits.
    """
    with transaction.atomic():
        line = _locked(actor, line_pk, share_pk)
        with SHARES.acting(actor, share_pk, "confirm_share") as work:
            share = work.row
            members = list(share.members.select_related("person").order_by("pk"))
            again = computed(line, [(member.person, member.weight) for member in members], share.amount)
            if [part.amount for part in again] != [member.amount for member in members]:
                raise ValidationError(
                    _("Computed again, the amounts differ; withdraw the share and propose it anew.")
                )
        entry = Spending(
            line=line,
            spent_on=share.spent_on,
            category=team_category(rules_of(line)),
            amount=share.amount,
            share=share,
            entered_by=actor,
            entered_at=present(),
        )
        entry.save()
        record(actor, "funding.report_use", line.proposal.pool, entry_detail(entry))
    return share


def withdraw(actor: Actor, line_pk: int, share_pk: int) -> TeamShare:
    """Withdraw a share that is not confirmed. Raises Http404, PermissionDenied, ValidationError."""
    with transaction.atomic():
        _locked(actor, line_pk, share_pk)
        with SHARES.acting(actor, share_pk, "withdraw_share") as work:
            pass
    return work.row


def _locked(actor: Actor, line_pk: int, share_pk: int) -> ProposalLine:
    """Lock the pool of a share, and return the amount that it is a share of. Raises Http404, PermissionDenied."""
    line = locked_line(actor, line_pk)
    require(actor, "funding.use", line.platform)
    if share_pk > LARGEST_KEY or not TeamShare.objects.filter(line=line, pk=share_pk).exists():
        raise Http404
    return line
