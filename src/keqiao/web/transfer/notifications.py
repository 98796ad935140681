"""Who hears of distributions: the people of the platform."""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext_lazy

from keqiao.language import Message, message
from keqiao.web.notices.kinds import NoticeKind
from keqiao.web.notices.selectors import people_of_unit
from keqiao.web.notices.services import notify
from keqiao.web.transfer.rights import DECIDE, PREPARE

INCOME = NoticeKind("transfer.income", pgettext_lazy("notice", "Distribution of income"))
KINDS = (INCOME,)


def of_publicity(work: Any) -> None:
    """Tell who decides that a distribution is public."""
    _tell(work, DECIDE, message("Distribution {code} is public in the unit.", code=work.row.code))


def of_decision(work: Any) -> None:
    """Tell who pays that it is decided."""
    _tell(work, PREPARE, message("Distribution {code} is decided.", code=work.row.code))


def _tell(work: Any, right: str, sentence: Message) -> None:
    row = work.row
    people = [
        person
        for person in people_of_unit(row.unit_id, right)
        if work.actor is None or person.pk != work.actor.pk
    ]
    key = f"{INCOME.code}-{row.pk}-{row.edition}"
    notify(people, INCOME, sentence, link=row.get_absolute_url(), key=key, about=row.code)
