"""The decision: one proposal becomes the allocation. Everything is checked once more at that moment."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from keqiao.web.accounts.models import User
from keqiao.web.funding.ground import ground_of
from keqiao.web.funding.models import Pool, Proposal, RulesVersion
from keqiao.web.funding.payments.services.planning import make_instalments
from keqiao.web.funding.procedure import POOLS
from keqiao.web.funding.refusals import FundingRefused
from keqiao.web.funding.services.proposals import again
from keqiao.web.grading.models import Grading
from keqiao.web.grading.selectors import in_effect


def hindrances(actor: User, pool: Pool, proposal: Proposal) -> list[str]:
    """Return why ``actor`` cannot decide a pool by this proposal; empty where nothing stands against it."""
    obstacles = []
    if proposal.made_by_id == actor.pk:
        obstacles.append(_("You made this proposal; another person decides."))
    if pool.grading is None:
        obstacles.append(
            _("The pool stands on a run: a trial. Only a final grading can be decided into money.")
        )
    else:
        obstacles += _of_grades(pool, pool.grading, proposal)
    if proposal.rules.status != RulesVersion.Status.VALID:
        obstacles.append(_("The rules of the proposal are not in force."))
    if proposal.amount != pool.amount:
        obstacles.append(
            _("The amount of the pool was changed after the proposal was computed. Compute it again.")
        )
    total = (proposal.lines.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)) + proposal.unspent
    if total != pool.amount:
        obstacles.append(_("The amounts do not add up to the pool."))
    return obstacles


def _of_grades(pool: Pool, grading: Grading, proposal: Proposal) -> list[str]:
    if not grading.is_final:
        return [_("The grading is not final (%(state)s).") % {"state": grading.get_state_display()}]
    obstacles = []
    if not in_effect(Grading.objects.filter(pk=grading.pk)).exists():
        obstacles.append(_("The grading was put right by another one."))
    ground = ground_of(pool)
    if ground is None or proposal.input["ground"]["digest"] != ground.digest:
        obstacles.append(
            _("The proposal was computed from other grades than the final ones. Compute it again.")
        )
    return obstacles


def decide(actor: User, pool: Pool, number: int, minutes: str, edition: int) -> Pool:
    """Decide a pool by one of its proposals: the amounts stand from then on.

    Raises FundingRefused where a condition does not hold (see ``hindrances``), the minutes are missing or the
    computation no longer gives what is kept; PermissionDenied.
    """
    if not minutes.strip():
        raise FundingRefused(_("Write the minutes: who met when and decided what."))
    with POOLS.acting(actor, pool.pk, "decide", since=edition) as work:
        now = work.row
        proposal = (
            Proposal.objects.select_related("rules", "pool")
            .filter(pool=now, number=number, state=Proposal.State.COMPUTED)
            .first()
        )
        if proposal is None:
            raise FundingRefused(_("The pool has no such proposal."))
        reasons = hindrances(actor, now, proposal)
        if not reasons and not again(proposal).same:
            reasons = [_("Computed again, the proposal gives other amounts. It cannot be decided.")]
        if reasons:
            raise FundingRefused(*reasons)
        now.chosen, now.minutes = proposal, minutes.strip()
        now.decided_by, now.decided_at = actor, work.at
        make_instalments(now)
        work.after |= {
            "proposal": proposal.number,
            "rules": proposal.rules.fingerprint,
            "digest": proposal.digest,
            "grading": proposal.input["ground"]["code"],
            "amount": f"{now.amount:.2f}",
            "unspent": f"{proposal.unspent:.2f}",
        }
    return now
