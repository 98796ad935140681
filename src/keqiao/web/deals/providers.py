"""What other rooms are given: how deals are listed behind figures, and which deal a row of the register comes from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.deals.models import Deal
from keqiao.web.deals.selectors import RELATED
from keqiao.web.deals.tables import columns, row_of
from keqiao.web.registry.listings import Listing, Viewer
from keqiao.web.registry.models import ContractReceipt, TechContract
from keqiao.web.registry.models.record import Record
from keqiao.web.registry.sections import RowSection
from keqiao.web.site.tables import Column


def _columns() -> Sequence[Column]:
    return [column for column in columns() if column.key != "worth"]


def _row(deal: Any, viewer: Viewer) -> dict[str, Any]:
    return row_of(deal, viewer.user)


LISTING = Listing(
    Deal,  # type: ignore[arg-type]  # no register, but listed as one
    "deals",
    lambda: _("Deals"),
    _columns,
    _row,
    related=RELATED,
    order=("opened_at",),
)


def row_section(user: Actor, row: Record, until: datetime | None) -> RowSection | None:
    """Return the deal behind a contract or a receipt of the register, for who may see it."""
    contract = row if isinstance(row, TechContract) else None
    if isinstance(row, ContractReceipt):
        contract = row.contract
    if contract is None:
        return None
    deal = Deal.objects.visible_to(user).filter(contract=contract).select_related("need", "offer").first()
    return (
        None
        if deal is None
        else RowSection(pgettext("deal", "Deal"), "deals/row_section.html", {"deal": deal})
    )
