"""What other rooms are given: how deals are listed behind figures, and which deal a row of the register comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.deals.models import Deal
from keqiao.web.deals.rights import CONDUCT, TAKE_PART
from keqiao.web.deals.selectors import RELATED
from keqiao.web.deals.tables import columns, row_of
from keqiao.web.exchange.models import Need, PostingState
from keqiao.web.exchange.next_steps import PostingStep
from keqiao.web.exchange.reach import is_owner
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


def next_steps(user: Actor, posting: Any) -> Iterable[PostingStep]:
    """Yield the ways to begin a deal about a need or an offer: express interest, or recommend it to a counterpart."""
    name = "need" if isinstance(posting, Need) else "offer"
    if posting.state != PostingState.OPEN:
        return
    if user.has_right(TAKE_PART) and not is_owner(user, posting):
        yield PostingStep(_("Express interest"), f"{reverse('deals:approach')}?{name}={posting.pk}")
    if user.has_right(CONDUCT):
        other = "offer" if name == "need" else "need"
        url = f"{reverse('deals:recommend')}?{name}={posting.pk}&{other}="
        yield PostingStep(_("Recommend to each other"), url, pairs=True)
