"""Who hears of a firm that signs up: the bureau, and with the decision the firm's new user."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from keqiao.language import message
from keqiao.web.firms.rights import CONFIRM
from keqiao.web.notices.kinds import NoticeKind
from keqiao.web.notices.selectors import people_everywhere
from keqiao.web.notices.services import notify

REQUESTED = NoticeKind("firms.asked", pgettext_lazy("notice", "Firm that signs up"), "watch")
CONFIRMED = NoticeKind("firms.confirmed", pgettext_lazy("notice", "Your firm is confirmed"), "good")
KINDS = (REQUESTED, CONFIRMED)


def of_asking(work: Any) -> None:
    """Tell the bureau that a firm waits."""
    row = work.row
    sentence = message("{firm} signs up and waits for the bureau.", firm=str(row))
    key = f"firms-asked-{row.code}"
    people = people_everywhere(CONFIRM)
    notify(people, REQUESTED, sentence, link=row.get_absolute_url(), key=key, about=str(row))


def of_confirmation(work: Any) -> None:
    """Tell the firm's new user that everything is open now."""
    row = work.row
    sentence = message("{firm} is confirmed. Post what you need; offers are suggested.", firm=row.name)
    key = f"firms-confirmed-{row.code}"
    notify([row.user], CONFIRMED, sentence, link=reverse("firms:own"), key=key, about=str(row))
