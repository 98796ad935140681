"""What the exchange adds to a firm's page: its needs and offers, and what is suggested for its open needs."""

from __future__ import annotations

from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.exchange.counterparts import matches_of
from keqiao.web.exchange.lists import light_of
from keqiao.web.exchange.models import PostingState
from keqiao.web.exchange.rights import POST, VIEW
from keqiao.web.exchange.selectors import needs_for, offers_for
from keqiao.web.firms.sections import FirmSection
from keqiao.web.registry.models import Firm

MOST, MOST_NEEDS, MOST_EACH = 10, 3, 3


def postings(user: Actor, firm: Firm) -> FirmSection | None:
    """The needs and offers of the firm that the user may see, newest first."""
    if not user.has_right(VIEW):
        return None
    rows = [
        {"row": row, "light": light_of(row.state)}
        for seen in (needs_for(user), offers_for(user))
        for row in seen.filter(organisation=firm.organisation_id)[:MOST]
    ]
    context = {"rows": rows, "may_post": user.has_right(POST)}
    return FirmSection(_("Needs and offers"), "exchange/firm_postings.html", 10, context)


def suggestions(user: Actor, firm: Firm) -> FirmSection | None:
    """For each of the newest open needs the offers that fit best."""
    if not user.has_right(VIEW):
        return None
    needs = needs_for(user).filter(organisation=firm.organisation_id, state=PostingState.OPEN)[:MOST_NEEDS]
    suggested = [(need, matches_of(user, need, MOST_EACH).fitting) for need in needs]
    return FirmSection(
        _("Offers that may fit"), "exchange/firm_suggestions.html", 20, {"suggested": suggested}
    )
