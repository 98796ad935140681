"""What deals add to a firm's page: where each of them stands and whose turn it is."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.deals.rights import VIEW
from keqiao.web.deals.selectors import deals_for
from keqiao.web.deals.tables import light_of
from keqiao.web.firms.sections import FirmSection
from keqiao.web.registry.models import Firm

MOST = 10


def deals(user: Actor, firm: Firm) -> FirmSection | None:
    """The deals of the firm that the user may see, newest first."""
    if not user.has_right(VIEW):
        return None
    rows = deals_for(user).filter(Q(demand=firm.organisation_id) | Q(supply=firm.organisation_id))
    newest = [{"deal": deal, "light": light_of(deal)} for deal in rows[:MOST]]
    return FirmSection(_("Deals"), "deals/firm_deals.html", 30, {"deals": newest})
