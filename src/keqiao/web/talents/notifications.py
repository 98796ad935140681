"""Who hears of an application: the platform that applies and the talent office, never with the person's name."""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext_lazy

from keqiao.language import Message, message
from keqiao.web.notices.kinds import NoticeKind
from keqiao.web.notices.selectors import people_everywhere, people_of_unit
from keqiao.web.notices.services import notify, with_reason
from keqiao.web.talents.models import TalentApplication, TalentState
from keqiao.web.talents.rights import APPLY, KEEP

MOVED = NoticeKind("talents.moved", pgettext_lazy("notice", "Application of a talent"), "watch")
KINDS = (MOVED,)
NEWS: dict[str, Message] = {
    TalentState.DRAFT: message("It was given back."),
    TalentState.SUBMITTED: message("It is handed in; experts of its class review it."),
    TalentState.PUBLICITY: message("It is public for some days."),
    TalentState.GRANTED: message("It is granted."),
    TalentState.REFUSED: message("It is not granted."),
}


def of_step(work: Any) -> None:
    """Tell both sides where an application stands; whoever acted knows already."""
    row: TalentApplication = work.row
    sentence = message("{application}: {news}", application=row.code, news=NEWS[row.state])
    people = [*people_everywhere(KEEP)]
    if row.platform.unit_id is not None:
        people += people_of_unit(row.platform.unit_id, APPLY)
    others = [person for person in people if work.actor is None or person.pk != work.actor.pk]
    key = f"talent-{row.pk}-{row.state}-{row.edition}"
    notify(
        others,
        MOVED,
        with_reason(sentence, work.reason),
        link=row.get_absolute_url(),
        key=key,
        about=row.code,
    )
