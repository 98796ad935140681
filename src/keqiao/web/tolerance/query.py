"""What pages of cases are asked for and sent: filters of the list, the form of a case. Nonsense is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.site.lists import Filter, clean, turned
from keqiao.web.tolerance.documents import RULES
from keqiao.web.tolerance.models import ToleranceCase
from keqiao.web.tolerance.procedure import MOST_WORDS
from keqiao.web.tolerance.selectors import visible_cases
from keqiao.web.tolerance.services import Given

OPEN = "open"
"""The word of the address for all states in which somebody has to do something."""
OPEN_STATES = (ToleranceCase.State.DRAFT, ToleranceCase.State.APPLIED, ToleranceCase.State.CHECKED)


@dataclass(frozen=True)
class Wanted:
    """What the list is asked for."""

    state: str = ""
    period: str = ""
    platform: str = ""
    query: QueryDict = field(default_factory=lambda: QueryDict(mutable=True))

    def turned(self, **changes: str) -> str:
        """Return the address with some parts changed; an empty text leaves a part out."""
        return turned(self.query, **changes)


def wanted(query: QueryDict) -> Wanted:
    """Read the address of the list."""
    state = query.get("state", "")
    known = {OPEN, *ToleranceCase.State.values}
    return Wanted(
        state if state in known else "",
        clean(query.get("period", "")),
        clean(query.get("platform", "")),
        query.copy(),
    )


def rows(user: Actor, asked: Wanted) -> QuerySet[ToleranceCase]:
    """Return the cases that the user may see and that the address asks for, newest first."""
    found = visible_cases(user)
    if asked.state:
        states = OPEN_STATES if asked.state == OPEN else (asked.state,)
        found = found.filter(state__in=states)
    if asked.period:
        found = found.filter(period=asked.period)
    if asked.platform:
        found = found.filter(platform__code=asked.platform)
    return found


def filters(user: Actor, asked: Wanted) -> list[Filter]:
    """Return the filters of the form; platforms only where there are several."""
    visible = visible_cases(user).order_by()
    periods = sorted(set(visible.values_list("period", flat=True)), reverse=True)
    platforms = {case.platform.code: str(case.platform) for case in visible}
    states = [(OPEN, _("to be dealt with")), *((v, str(w)) for v, w in ToleranceCase.State.choices)]
    shown = [
        Filter("state", pgettext("case", "State"), asked.state, states),
        Filter("period", _("Period"), asked.period, [(period, period) for period in periods]),
    ]
    if len(platforms) > 1:
        shown.append(Filter("platform", _("Platform"), asked.platform, sorted(platforms.items())))
    return shown


def given(data: QueryDict, scheme_code: str, period: str) -> Given:
    """Read the form of a case."""
    return Given(
        scheme_code,
        period,
        tuple(clean(code) for code in data.getlist("indicator")),
        _text(data, "subject"),
        clean(data.get("ground", "")),
        _text(data, "facts"),
        answers(data),
    )


def answers(data: QueryDict) -> Mapping[str, tuple[bool | None, str]]:
    """Read yes, no or nothing and the remark for every item of the negative list."""
    words = {"yes": True, "no": False}
    return {
        item.code: (words.get(data.get(f"answer-{item.code}", "")), _text(data, f"note-{item.code}"))
        for item in RULES.in_force().negative
    }


def _text(data: QueryDict, name: str) -> str:
    """Read words; far too many are cut just beyond what the services refuse, so that they say so."""
    return data.get(name, "").replace("\0", "").replace("\r\n", "\n")[: MOST_WORDS + 1]
