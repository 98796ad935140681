"""What other rooms are given: how deals are listed behind figures, and which deal a row of the register comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.deals.models import Deal
from keqiao.web.deals.selectors import RELATED
from keqiao.web.deals.tables import columns, row_of
from keqiao.web.registry.listings import Listing, Viewer
from keqiao.web.registry.models import ContractReceipt, TechContract
from keqiao.web.registry.models.record import Record
from keqiao.web.registry.origins import RowOrigin
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


def origin_of(user: Actor, row: Record) -> Iterable[RowOrigin]:
    """Yield the deal behind a contract or a receipt of the register, for who may see it."""
    contract = row if isinstance(row, TechContract) else None
    if isinstance(row, ContractReceipt):
        contract = row.contract
    if contract is None:
        return
    for deal in Deal.objects.visible_to(user).filter(contract=contract).select_related("need", "offer"):
        yield RowOrigin(_("deal %(deal)s") % {"deal": deal}, deal.get_absolute_url())
