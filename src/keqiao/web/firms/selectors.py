"""Reads of firms, through what a user may see."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from keqiao.web.accounts.actors import Actor
from keqiao.web.firms.models import FirmSignUp
from keqiao.web.firms.rights import OWN, VIEW
from keqiao.web.registry.models import Firm


def firms_of(user: Actor) -> QuerySet[Firm]:
    """Return the firms whose page a user may open: those of the own unit; every firm for who sees sign-ups."""
    firms = Firm.objects.current().select_related("organisation", "unit").order_by("pk")
    if user.scope_for(VIEW) == "all":
        return firms
    if user.unit_id is None or not user.has_right(OWN):
        return firms.none()
    return firms.filter(unit=user.unit_id)


def firm_of(user: Actor, pk: int) -> Firm:
    """Return a firm whose page a user may open. Raises Http404."""
    firm = firms_of(user).filter(pk=pk).first()
    if firm is None:
        raise Http404
    return firm


def sign_up_of(user: Actor, pk: int) -> FirmSignUp:
    """Return a sign-up that a user may see. Raises Http404."""
    row: FirmSignUp | None = (
        FirmSignUp.objects.visible_to(user).select_related("firm", "user", "decided_by").filter(pk=pk).first()
    )
    if row is None:
        raise Http404
    return row
