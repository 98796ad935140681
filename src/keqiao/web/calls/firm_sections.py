"""What the page of a firm says of calls: its applications with the last day for each, the newest first."""

from __future__ import annotations

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.calls.lists import light_of
from keqiao.web.calls.models import ApplicationState
from keqiao.web.calls.rights import VIEW
from keqiao.web.calls.selectors import applications_for
from keqiao.web.firms.sections import FirmSection
from keqiao.web.registry.models import Firm

MOST, ORDER = 10, 15


def applications(user: Actor, firm: Firm) -> FirmSection | None:
    """Return the applications of the firm that the user may see."""
    if not user.has_right(VIEW):
        return None
    last_day = Max("call__deadlines__on", filter=Q(call__deadlines__for_applicant=True))
    rows = applications_for(user).filter(organisation=firm.organisation_id).annotate(due_on=last_day)
    entries = [{"row": row, "light": light_of(ApplicationState.tone_of(row.state))} for row in rows[:MOST]]
    return FirmSection(_("Applications"), "calls/firm_applications.html", ORDER, {"entries": entries})
