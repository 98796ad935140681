"""Who hears of runs: who had one computed again, of what came of it."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from keqiao.language import message
from keqiao.web.accounts.models import User
from keqiao.web.evaluations.models import Run
from keqiao.web.evaluations.services import RecomputedRun
from keqiao.web.notices.kinds import NoticeKind
from keqiao.web.notices.services import notify

RECOMPUTED = NoticeKind("evaluations.recomputed", pgettext_lazy("notice", "Run computed again"), "")
KINDS = (RECOMPUTED,)


def of_recomputation(person: User, run: Run, again: RecomputedRun, *, key: str) -> None:
    """Tell who had a run computed again what came of it."""
    if not again.same_result:
        sentence = message(
            "{run}: computed again, the result differs: now {now}, kept {kept}. Tell the auditor.",
            run=run.code,
            now=again.digest,
            kept=run.digest,
        )
    elif again.same_intervals is False:
        sentence = message(
            "{run}: computed again, the rank intervals differ from those kept. Tell the auditor.",
            run=run.code,
        )
    else:
        sentence = message(
            "{run}: computed again from the snapshot, the same result to the bit. Digest {digest}",
            run=run.code,
            digest=again.digest,
        )
    notify(
        [person], RECOMPUTED, sentence, link=run.get_absolute_url(), key=f"recomputed-{key}", about=str(run)
    )
