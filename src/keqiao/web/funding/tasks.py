"""The background work of the room: drawing again and again for a proposal."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from keqiao.web.funding.models import Proposal
from keqiao.web.funding.refusals import FundingRefused
from keqiao.web.funding.services import sensitivity
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
