"""Who hears of figures: who proposed one, of what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import pgettext_lazy

from keqiao.language import message
from keqiao.web.accounts.models import User
from keqiao.web.facts.models import FigureProposal, Snapshot
from keqiao.web.notices.kinds import NoticeKind
from keqiao.web.notices.services import notify, with_reason
from keqiao.web.site.stored_sentences import both

if TYPE_CHECKING:  # services read the procedure, which reads this module
    from keqiao.web.facts.services.snapshots import Recomputed

CONFIRMED = NoticeKind("facts.confirmed", pgettext_lazy("notice", "Figure confirmed"), "good")
REFUSED = NoticeKind("facts.refused", pgettext_lazy("notice", "Figure refused"), "watch")
RECOMPUTED = NoticeKind("facts.recomputed", pgettext_lazy("notice", "Snapshot computed again"), "")
KINDS = (CONFIRMED, REFUSED, RECOMPUTED)


def of_answer(work: Any) -> None:
    """Tell who proposed a figure that another person confirmed or refused it."""
    proposal: FigureProposal = work.row
    if work.to == FigureProposal.State.CONFIRMED:
        kind, sentence = (
            CONFIRMED,
            message("{figure}: the figure you proposed is confirmed.", figure=both(proposal)),
        )
    else:
        kind, sentence = (
            REFUSED,
            message("{figure}: the figure you proposed is refused.", figure=both(proposal)),
        )
    notify(
        [proposal.proposed_by],
        kind,
        with_reason(sentence, work.reason),
        link=proposal.get_absolute_url(),
        key=f"figure-{proposal.pk}-{work.to}",
        about=str(proposal),
    )


def of_recomputation(person: User, snapshot: Snapshot, again: Recomputed, *, key: str) -> None:
    """Tell who had a snapshot computed again what came of it."""
    if again.same:
        sentence = message("{snapshot}: computed again, every figure is the same.", snapshot=snapshot.code)
    else:
        sentence = message(
            "{snapshot}: computed again, {count} lines differ. Tell the auditor.",
            snapshot=snapshot.code,
            count=again.differing,
        )
    notify(
        [person],
        RECOMPUTED,
        sentence,
        link=snapshot.get_absolute_url(),
        key=f"recomputed-{key}",
        about=str(snapshot),
    )
