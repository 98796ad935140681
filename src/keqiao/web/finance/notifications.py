"""Who hears of requests: the institution that is asked, the firm of each answer."""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext_lazy

from keqiao.language import Message, message
from keqiao.web.finance.models import FinanceRequest, RequestState
from keqiao.web.finance.rights import ANSWER, ASK
from keqiao.web.notices.kinds import NoticeKind
from keqiao.web.notices.selectors import people_of_unit
from keqiao.web.notices.services import notify, with_reason
from keqiao.web.registry.models import Firm

MOVED = NoticeKind("finance.moved", pgettext_lazy("notice", "Request for finance"), "watch")
KINDS = (MOVED,)

NEWS: dict[str, Message] = {
    RequestState.ASKED: message("A firm asks for finance."),
    RequestState.TALKING: message("The institution examines it."),
    RequestState.GRANTED: message("It is granted."),
    RequestState.DECLINED: message("It is declined."),
    RequestState.WITHDRAWN: message("The firm withdrew it."),
}


def of_step(work: Any) -> None:
    """Tell both sides where a request stands; whoever acted knows already."""
    row: FinanceRequest = work.row
    sentence = message("{request}: {news}", request=row.code, news=NEWS[row.state])
    people = list(people_of_unit(row.institution_id, ANSWER))
    for unit in Firm.objects.filter(organisation=row.organisation_id, withdrawn_at=None).values_list(
        "unit", flat=True
    ):
        people += people_of_unit(unit, ASK)
    others = [person for person in people if work.actor is None or person.pk != work.actor.pk]
    notify(
        others,
        MOVED,
        with_reason(sentence, work.reason),
        link=row.get_absolute_url(),
        key=f"finance-{row.pk}-{row.edition}",
        about=row.code,
    )
