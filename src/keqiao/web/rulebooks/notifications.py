"""Who hears of documents: who proposed a status, of what became of it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext_lazy

from keqiao.language import message
from keqiao.web.notices.kinds import NoticeKind
from keqiao.web.notices.services import notify, with_reason
from keqiao.web.site.stored_sentences import both

ACCEPTED = NoticeKind(
    "rulebooks.accepted", pgettext_lazy("notice", "Proposal about a document accepted"), "good"
)
REFUSED = NoticeKind(
    "rulebooks.refused", pgettext_lazy("notice", "Proposal about a document refused"), "watch"
)
KINDS = (ACCEPTED, REFUSED)


def of_decision(proposal: Any) -> None:
    """Tell who proposed a status for a version that another person accepted or refused it."""
    about = {"version": both(proposal.version), "by": both(proposal.decided_by)}
    if proposal.state == proposal.State.ACCEPTED:
        kind, sentence = ACCEPTED, message("{version}: {by} accepted what you proposed.", **about)
    else:
        kind, sentence = REFUSED, message("{version}: {by} refused what you proposed.", **about)
    notify(
        [proposal.proposed_by],
        kind,
        with_reason(sentence, proposal.answer),
        link=f"{proposal.version.get_absolute_url()}#force",
        key=f"{proposal._meta.label_lower}-{proposal.pk}",
        about=str(proposal.version),
    )
