"""What alliances add to a firm's page: those it is a member of."""

from __future__ import annotations

from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.alliances.models import AllianceMember
from keqiao.web.alliances.rights import VIEW
from keqiao.web.firms.sections import FirmSection
from keqiao.web.registry.models import Firm


def alliances(user: Actor, firm: Firm) -> FirmSection | None:
    """The alliances of the firm; nothing where there is none."""
    if not user.has_right(VIEW):
        return None
    rows = AllianceMember.objects.visible_to(user).filter(organisation=firm.organisation_id, left_on=None)
    members = list(rows.select_related("alliance"))
    if not members:
        return None
    return FirmSection(_("Alliances"), "alliances/firm_alliances.html", 50, {"members": members})
