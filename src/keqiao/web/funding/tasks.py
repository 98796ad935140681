"""The background work of the room: large proposals, computed and computed again; drawing again and again for one."""

from __future__ import annotations

from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext_noop

from keqiao.web.funding import notifications
from keqiao.web.funding.figures.written_figures import WrittenFigure
from keqiao.web.funding.models import Pool, Proposal, RulesVersion
from keqiao.web.funding.refusals import FundingRefused
from keqiao.web.funding.services import proposals, sensitivity
from keqiao.web.jobs.leases import once
from keqiao.web.jobs.progress import Progress, Refused


def draw_proposal(progress: Progress, *, proposal_id: int) -> str:
    """Draw what is uncertain and share out the money in each draw; the job leads to the proposal."""
    proposal = Proposal.objects.select_related("rules", "pool").get(pk=proposal_id)
    progress.update(0.05, gettext_noop("Drawing what is uncertain"))
    try:
        sensitivity.keep(progress.job.owner, proposal)
    except FundingRefused as error:
        raise Refused(gettext_noop("The amounts could not be drawn.")) from error
    return proposal.get_absolute_url()


@once
def propose(
    progress: Progress, *, pool: int, rules: int, changes: list[list[str]], title: str, language: str
) -> str:
    """Share out a pool by rules with an officer's changes; the job leads to the proposal, or says why there is none."""
    person, written = progress.job.owner, []
    for platform, heading, value, reason in changes:
        written.append(WrittenFigure(int(platform), heading, Decimal(value), reason))
    progress.update(0.05, gettext_noop("Sharing out the money"))
    try:
        with translation.override(language):
            version = RulesVersion.objects.get(pk=rules)
            proposal = proposals.propose(person, Pool.objects.get(pk=pool), version, written, title)
    except FundingRefused as refused:
        reasons = " ".join(refused.reasons)
        raise Refused(gettext_noop("There is no proposal: %(reasons)s"), reasons=reasons) from refused
    sensitivity.queue(person, proposal)
    return proposal.get_absolute_url()


def recompute_proposal(progress: Progress, *, proposal_id: int) -> str:
    """Compute a proposal again, tell who asked what came of it, and lead to its page."""
    proposal = Proposal.objects.select_related("rules", "pool").get(pk=proposal_id)
    progress.update(0.05, gettext_noop("Sharing out the money"))
    try:
        again = proposals.recompute(progress.job.owner, proposal)
    except FundingRefused as refused:
        reasons = " ".join(refused.reasons)
        raise Refused(gettext_noop("There is no proposal: %(reasons)s"), reasons=reasons) from refused
    notifications.of_recomputation(progress.job.owner, proposal, again, key=str(progress.job.pk))
    return proposal.get_absolute_url()
