"""Who hears of a panel: its experts, that they are asked, that a due date comes near, that it goes on or ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import pgettext_lazy

from keqiao.language import Message, message
from keqiao.web.accounts.models import User
from keqiao.web.experts.models import ExpertPanel, PanelSeat
from keqiao.web.notices.kinds import NoticeKind
from keqiao.web.notices.services import notify, with_reason

INVITED = NoticeKind("experts.invited", pgettext_lazy("notice", "Experts' panel"), "watch")
DUE = NoticeKind("experts.due", pgettext_lazy("notice", "Due soon"), "watch")
LATE = NoticeKind("experts.late", pgettext_lazy("notice", "Overdue"), "bad")
DISCUSSION = NoticeKind("experts.discussion", pgettext_lazy("notice", "Experts' panel"), "watch")
ENDED = NoticeKind("experts.ended", pgettext_lazy("notice", "Experts' panel"))
KINDS = (INVITED, DUE, LATE, DISCUSSION, ENDED)
DAYS = (7, 3, 1, 0)
"""Days before the due date on which experts are reminded."""


def of_opening(work: Any) -> None:
    """Tell the experts that they are asked to declare and to score; who was told already hears nothing again."""
    panel: ExpertPanel = work.row
    sentence = message(
        "{panel}: you are asked to declare conflicts of interest and to score.", **_names(panel)
    )
    if panel.due_on is not None:
        sentence = message(
            "{panel}: you are asked to declare conflicts of interest and to score until {day}.",
            **_names(panel),
            day=panel.due_on.isoformat(),
        )
    _tell(_experts(panel), INVITED, panel, sentence, "invited")


def of_scores(work: Any) -> None:
    """Tell the experts that the discussion begins, where the last one has handed in."""
    if work.ends_round:
        _tell_of_discussion(work.row.panel)


def of_discussion(work: Any) -> None:
    """Tell the experts that the discussion begins."""
    _tell_of_discussion(work.row)


def _tell_of_discussion(panel: ExpertPanel) -> None:
    sentence = message("{panel}: independent scoring has ended; the discussion begins.", **_names(panel))
    _tell(_experts(panel, first_at__isnull=False), DISCUSSION, panel, sentence, "discussion")


def of_end(work: Any) -> None:
    """Tell the experts of a panel that was opened that nothing is left to do."""
    panel: ExpertPanel = work.row
    if panel.opened_at is None:
        return
    sentence = message("{panel}: the panel is closed. Thank you.", **_names(panel))
    if panel.state == ExpertPanel.State.DISSOLVED:
        sentence = with_reason(message("{panel}: the panel is dissolved.", **_names(panel)), work.reason)
    _tell(_experts(panel), ENDED, panel, sentence, "ended")


def remind(day: date) -> None:
    """Remind experts who have not handed in, some days before the due date, and once when it is past."""
    panels = ExpertPanel.objects.filter(state=ExpertPanel.State.SCORING, due_on__isnull=False)
    for panel in panels:
        due_on = panel.due_on
        left = (due_on - day).days if due_on is not None else 0
        passed = [days for days in DAYS if days >= left]
        experts = _experts(panel, first_at=None)
        if due_on is None or not experts or not passed:
            continue
        names = _names(panel) | {"day": due_on.isoformat()}
        key = f"due-{due_on:%Y%m%d}-{min(passed) if left >= 0 else 'late'}"
        if left < 0:
            _tell(experts, LATE, panel, message("{panel}: your scores were due on {day}.", **names), key)
        else:
            _tell(experts, DUE, panel, message("{panel}: your scores are due on {day}.", **names), key)


def _experts(panel: ExpertPanel, **narrowed: Any) -> list[User]:
    seats = PanelSeat.objects.filter(panel=panel, **narrowed).select_related("expert")
    return [seat.expert for seat in seats]


def _tell(people: Iterable[User], kind: NoticeKind, panel: ExpertPanel, sentence: Message, key: str) -> None:
    notify(
        people,
        kind,
        sentence,
        link=panel.get_absolute_url(),
        key=f"panel-{panel.pk}-{key}",
        about=str(panel),
    )


def _names(panel: ExpertPanel) -> dict[str, Any]:
    return {"panel": str(panel)}
