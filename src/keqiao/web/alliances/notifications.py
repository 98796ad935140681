"""Who hears of alliances: the secretary of a standstill, who does something and the secretary of what is due."""

from __future__ import annotations

from datetime import date

from django.utils.translation import pgettext_lazy

from keqiao.language import message
from keqiao.web.accounts.models import User
from keqiao.web.alliances.models import Alliance, AllianceResolution
from keqiao.web.alliances.rights import KEEP, VIEW
from keqiao.web.notices.kinds import NoticeKind
from keqiao.web.notices.selectors import people_everywhere, people_of_unit
from keqiao.web.notices.services import notify
from keqiao.web.registry.models import Organisation

DUE = NoticeKind("alliances.due", pgettext_lazy("notice", "Decision of an alliance"), "watch")
STANDSTILL = NoticeKind(
    "alliances.standstill", pgettext_lazy("notice", "Alliance without a gathering"), "bad"
)
KINDS = (DUE, STANDSTILL)


def people_of(organisation: Organisation, right: str) -> list[User]:
    """Return the people of the firm or platform of an organisation."""
    bodies = (getattr(organisation, name, None) for name in ("firm", "platform"))
    units = {body.unit_id for body in bodies if body is not None and body.withdrawn_at is None}
    return [person for unit in units for person in people_of_unit(unit, right)]


def of_due(resolution: AllianceResolution) -> int:
    """Remind of a decision; return how many were told."""
    alliance = resolution.gathering.alliance
    sentence = message(
        "{alliance}: “{decision}” is due on {day}.",
        alliance=str(alliance),
        decision=resolution.words,
        day=str(resolution.due_on),
    )
    people = [*people_of(resolution.owner, VIEW), *people_of(alliance.secretary, KEEP)]
    key = f"alliances-due-{resolution.pk}-{resolution.due_on}"
    return notify(people, DUE, sentence, link=resolution.get_absolute_url(), key=key, about=str(alliance))


def of_standstill(alliance: Alliance, light: str, since: date) -> int:
    """Tell secretary and bureau once for each light that an alliance has not met since a day."""
    sentence = message("{alliance} has not met since {day}.", alliance=str(alliance), day=str(since))
    people = [*people_of(alliance.secretary, KEEP), *people_everywhere(KEEP)]
    key = f"alliances-{alliance.pk}-{light}-{since}"
    return notify(
        people, STANDSTILL, sentence, link=alliance.get_absolute_url(), key=key, about=str(alliance)
    )
