"""What the page of a firm says of finance: its requests, the newest first."""

from __future__ import annotations

from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.finance.lists import light_of
from keqiao.web.finance.models import RequestState
from keqiao.web.finance.rights import ASK, REQUESTS
from keqiao.web.finance.selectors import requests_for
from keqiao.web.firms.sections import FirmSection
from keqiao.web.registry.models import Firm

MOST, ORDER = 10, 17


def finance(user: Actor, firm: Firm) -> FirmSection | None:
    """Return the requests of the firm that the user may see."""
    if not user.has_right(REQUESTS):
        return None
    rows = requests_for(user).filter(organisation=firm.organisation_id)
    entries = [{"row": row, "light": light_of(RequestState.tone_of(row.state))} for row in rows[:MOST]]
    context = {"entries": entries, "may_ask": user.has_right(ASK)}
    return FirmSection(_("Technology finance"), "finance/firm_requests.html", ORDER, context)
