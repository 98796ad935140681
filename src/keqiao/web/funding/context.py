"""What the pages of the room share: the pool as far as the reader may see it, the way to it, platforms by name."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from keqiao.web.accounts.access import signed_in
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.funding import selectors
from keqiao.web.funding.models import Pool, Proposal
from keqiao.web.funding.refusals import FundingRefused

__all__ = [
    "crumbs",
    "language",
    "open_pool",
    "open_proposal",
    "say",
    "signed_in",
]


def language() -> str:
    """Return the reader's language."""
    return get_language() or "zh"


def open_pool(request: SignedInRequest, pk: int) -> Pool:
    """Return the pool if the reader may see it. Raises Http404."""
    pool = selectors.pools(request.user).filter(pk=pk).first() if pk < 2**63 else None
    if pool is None:
        raise Http404
    return pool


def open_proposal(request: SignedInRequest, pk: int, number: int) -> Proposal:
    """Return a proposal with the pool loaded, for readers who see every amount. Raises Http404."""
    pool = open_pool(request, pk)
    if not selectors.sees_all(request.user) or number >= 2**31:
        raise Http404
    proposal = (
        Proposal.objects.visible_to(request.user)
        .filter(pool=pool, number=number, state=Proposal.State.COMPUTED)
        .select_related("rules", "made_by", "sensitivity__made_by")
        .first()
    )
    if proposal is None:
        raise Http404
    proposal.pool = pool
    return proposal


def crumbs(pool: Pool | None = None) -> list[tuple[Any, str]]:
    """Return the way from the list of pools to a page below it."""
    way: list[tuple[Any, str]] = [(_("Funding"), reverse("funding:pools"))]
    if pool is not None:
        way.append((str(pool), pool.get_absolute_url()))
    return way


def say(request: HttpRequest, refused: FundingRefused) -> None:
    """Show on the next page why something was refused."""
    for reason in refused.reasons:
        messages.error(request, reason)
