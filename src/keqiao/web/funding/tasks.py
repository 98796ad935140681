"""The background work of the room: drawing again and again for a proposal."""

from __future__ import annotations

from django.utils.translation import gettext_noop
from django_tasks import task

from keqiao.web.accounts.models import User
from keqiao.web.funding.models import Proposal
from keqiao.web.funding.refusals import FundingRefused
from keqiao.web.funding.services import sureness
from keqiao.web.jobs.progress import Progress, Refused
from keqiao.web.jobs.services import perform


@task()
def draw_proposal(job_id: str, proposal_id: int, actor_id: int) -> None:
    """Draw what is uncertain and share out the money in each draw; the job leads to the proposal."""
    perform(job_id, lambda progress: _draw(proposal_id, actor_id, progress))


def _draw(proposal_id: int, actor_id: int, progress: Progress) -> str:
    proposal = Proposal.objects.select_related("rules", "pool").get(pk=proposal_id)
    progress.update(0.05, gettext_noop("Drawing what is uncertain"))
    try:
        sureness.keep(User.objects.get(pk=actor_id), proposal)
    except FundingRefused as error:
        raise Refused(gettext_noop("The amounts could not be drawn.")) from error
    return proposal.get_absolute_url()
