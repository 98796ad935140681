"""Who hears of a case of fault tolerance: the bureau of applications, the platform of what becomes of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import pgettext_lazy

from keqiao.language import Message, message
from keqiao.web.accounts.models import User
from keqiao.web.notices.kinds import NoticeKind
from keqiao.web.notices.selectors import people_everywhere, people_of_unit
from keqiao.web.notices.services import notify, with_reason
from keqiao.web.site.stored_sentences import both
from keqiao.web.tolerance.models import ToleranceCase
from keqiao.web.tolerance.rights import DECIDE, VIEW

APPLIED = NoticeKind("tolerance.applied", pgettext_lazy("notice", "Fault tolerance"), "watch")
SENT_BACK = NoticeKind("tolerance.sent_back", pgettext_lazy("notice", "Fault tolerance"), "watch")
ACCEPTED = NoticeKind("tolerance.accepted", pgettext_lazy("notice", "Fault tolerance"), "good")
REFUSED = NoticeKind("tolerance.refused", pgettext_lazy("notice", "Fault tolerance"), "bad")
KINDS = (APPLIED, SENT_BACK, ACCEPTED, REFUSED)


def of_application(work: Any) -> None:
    """Tell the bureau that a case is applied for."""
    case: ToleranceCase = work.row
    people = [person for person in people_everywhere(DECIDE) if person.pk != work.actor.pk]
    sentence = message("Case {case} of {platform} is applied for; its facts are to be found.", **_names(case))
    _tell(people, APPLIED, case, sentence)


def of_return(work: Any) -> None:
    """Tell the applicant what is missing."""
    case: ToleranceCase = work.row
    sentence = message("Case {case} of {platform} is sent back to be completed.", **_names(case))
    _tell(_applicants(case), SENT_BACK, case, with_reason(sentence, work.reason))


def of_decision(work: Any) -> None:
    """Tell the applicant what was decided, and why."""
    case: ToleranceCase = work.row
    kind, sentence = REFUSED, message("Case {case} of {platform} is refused.", **_names(case))
    if case.state == ToleranceCase.State.ACCEPTED:
        kind = ACCEPTED
        sentence = message(
            "Case {case} of {platform} is accepted; runs started from now on take it in.", **_names(case)
        )
    _tell(_applicants(case), kind, case, with_reason(sentence, work.reason))


def _applicants(case: ToleranceCase) -> list[User]:
    """Who opened the case, and the people of the platform."""
    return [case.applied_by, *people_of_unit(case.unit_id, VIEW)]


def _tell(people: Iterable[User], kind: NoticeKind, case: ToleranceCase, sentence: Message) -> None:
    key = f"case-{case.pk}-{case.state}-{case.edition}"
    notify(people, kind, sentence, link=case.get_absolute_url(), key=key, about=str(case))


def _names(case: ToleranceCase) -> dict[str, Any]:
    return {"case": case.code, "platform": both(case.platform)}
