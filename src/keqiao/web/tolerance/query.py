"""What pages of cases are asked for and sent: filters of the list, the form of a case. Nonsense is left out."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.site.lists import Filter, clean, with_value
from keqiao.web.tolerance.documents import RULES
from keqiao.web.tolerance.models import ToleranceCase
from keqiao.web.tolerance.procedure import MOST_WORDS
from keqiao.web.tolerance.selectors import visible_cases
from keqiao.web.tolerance.services import CaseApplication

OPEN = "open"
"""The word of the address for all states in which somebody has to do something."""
OPEN_STATES = (ToleranceCase.State.DRAFT, ToleranceCase.State.APPLIED, ToleranceCase.State.CHECKED)


def filters(user: Actor) -> list[Filter]:
    """Return the filters of the list; platforms only where there are several."""
    visible = visible_cases(user).order_by()
    periods = sorted(set(visible.values_list("period", flat=True)), reverse=True)
    platforms = {case.platform.code: str(case.platform) for case in visible}
    states = [(OPEN, _("to be dealt with")), *((v, str(w)) for v, w in ToleranceCase.State.choices)]
    choices = [
        Filter("state", pgettext("case", "State"), choices=states, apply=_in_state),
        Filter("period", _("Period"), choices=[(p, p) for p in periods], apply=with_value("period")),
    ]
    if len(platforms) > 1:
        by_code = with_value("platform__code")
        choices.append(Filter("platform", _("Platform"), choices=sorted(platforms.items()), apply=by_code))
    return choices


def _in_state(rows: QuerySet[ToleranceCase], state: str) -> QuerySet[ToleranceCase]:
    return rows.filter(state__in=OPEN_STATES if state == OPEN else (state,))


def application_in(data: QueryDict, scheme_code: str, period: str) -> CaseApplication:
    """Read the form of a case."""
    return CaseApplication(
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
