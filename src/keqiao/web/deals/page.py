"""What the page of a deal shows to a reader: where it stands, the two sides as far as they may be known, the steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.visibility import may_see
from keqiao.web.deals.documents import RULES
from keqiao.web.deals.models import CONTRACTED, OPEN_STATES, WAY, Deal, DealAnswer, DealSide
from keqiao.web.deals.parties import conducts, knows_answers, knows_contact, knows_name, name_of, sides_of
from keqiao.web.deals.procedure import DEALS
from keqiao.web.deals.services.contracts import received_of
from keqiao.web.deals.tables import SOON, light_of, waiting_days
from keqiao.web.deals.workplace import OFFERS
from keqiao.web.exchange.models import CooperationWay
from keqiao.web.exchange.posting_tiers import as_shown
from keqiao.web.procedures import history
from keqiao.web.procedures.offering import ActionForm, offered
from keqiao.web.registry.models import TechContract
from keqiao.web.registry.models.record import Record
from keqiao.web.site.numbers import number

NAMELESS = ("state", "due_on", "secrecy_on", "meeting_at", "meeting_place", "quote_amount", "signed_on")
"""Fields whose changes the history names; the others are read where they stand."""


@dataclass(frozen=True)
class SideOnPage:
    """A side as the reader may know it."""

    side: DealSide
    name: str
    is_own: bool
    is_named: bool
    posting: Any
    answer: DealAnswer | None
    has_answered: bool
    way: str
    contact: str


def sides_on_page(user: Actor, deal: Deal) -> list[SideOnPage]:
    """Return both sides as the reader may know them."""
    answers = {answer.side: answer for answer in deal.answers.all()}
    own = sides_of(user, deal)
    pages = []
    for side in DealSide:
        answer = answers.get(side.value)
        visible = answer if answer is not None and knows_answers(user, deal, side) else None
        posting = deal.posting_on(side)
        ways = dict(CooperationWay.choices)
        pages.append(
            SideOnPage(
                side,
                name_of(user, deal, side),
                side in own,
                knows_name(user, deal, side),
                as_shown(user, posting) if posting is not None and may_see(user, posting) else None,
                visible,
                answer is not None,
                str(ways[CooperationWay(visible.way)]) if visible is not None else "",
                visible.contact if visible is not None and knows_contact(user, deal, side) else "",
            )
        )
    return pages


@dataclass(frozen=True)
class WayMark:
    """A state of the way: behind, here, or ahead."""

    words: str
    place: str


def way_of(deal: Deal) -> list[WayMark]:
    """Return the way with the place of the deal; secrecy is left out where the two met without it."""
    state = deal.lapsed_from or deal.state
    passed = {str(step.after.get("state")) for step in deal.steps.all()} | {state}
    reached = WAY.index(Deal.State(state)) if state in WAY else -1
    marks = []
    for at, step in enumerate(WAY):
        if state not in WAY:
            place = "behind" if step.value in passed else "ahead"
        else:
            place = "here" if at == reached else "behind" if at < reached else "ahead"
        if step == Deal.State.PROTECTED and place == "behind" and deal.secrecy_on is None:
            continue
        marks.append(WayMark(str(step.label), place))
    return marks


def context(user: Actor, deal: Deal, bound: Mapping[str, ActionForm] | None = None) -> dict[str, Any]:
    """Return what the page of a deal needs."""
    main, aside = offered(
        DEALS,
        user,
        deal,
        OFFERS,
        url=lambda name: reverse("deals:step", args=(deal.pk, name)),
        bound=bound or {},
    )
    rules = RULES.used_by(deal.documents)
    received = received_of(deal)
    decisions = DEALS.possible(user, deal)
    return {
        "deal": deal,
        "status": DEALS.status(deal),
        "light": light_of(deal),
        "soon": SOON,
        "is_open": deal.state in OPEN_STATES,
        "waiting": waiting_days(deal),
        "way": way_of(deal),
        "sides": sides_on_page(user, deal),
        "conducts": conducts(user, deal),
        "main": main,
        "aside": aside,
        "terms": deal.terms,
        "money": _money(deal, received),
        "payments": _payments(deal),
        "received": received,
        "ratings": list(deal.ratings.select_related("by")) if deal.agreed_at else [],
        "fee": rules.fee.of(received) if deal.broker_id and received > 0 and conducts(user, deal) else None,
        "fee_rules": rules,
        "closing": rules.reason.get(deal.closing_reason) or RULES.in_force().reason.get(deal.closing_reason),
        "contract_url": _contract_url(user, deal),
        "unverified_base": unverified_base(deal.contract) if deal.contract is not None else [],
        "not_now": DEALS.not_now(user, decisions, [name for offer in OFFERS for name in offer.actions]),
        "entries": _history(deal),
    }


def _payments(deal: Deal) -> list[tuple[Any, Decimal]]:
    """Payments of the deal, or the receipts of its row of the register, by day."""
    if deal.contract is not None:
        rows = deal.contract.receipts.filter(withdrawn_at=None).order_by("received_on", "pk")
        return [(row.received_on, row.amount) for row in rows]
    return [(row.received_on, row.value) for row in deal.payments.select_related("receipt")]


def _money(deal: Deal, received: Decimal) -> list[tuple[str, str]]:
    terms = deal.terms
    if terms is None:
        return []
    tech = terms.tech_amount
    return [
        (_("Type of contract"), terms.kind_words),
        (_("Contract"), terms.title),
        (_("Contract amount"), _wan(terms.amount)),
        (_("Technology amount"), _wan(tech) if tech is not None else _("not told yet")),
        (_("Signed on"), terms.signed_on.isoformat()),
        (_("Registration number"), terms.registration_no or _("not registered yet")),
        (_("Received so far"), _wan(received)),
        (_("Still to come"), _wan(terms.amount - received) if deal.state in CONTRACTED else ""),
    ]


def _wan(amount: Decimal) -> str:
    return _("%(amount)s 10k yuan") % {"amount": number(amount / 10_000, 2)}


def _contract_url(user: Actor, deal: Deal) -> str:
    if deal.contract is None or not may_see(user, deal.contract):
        return ""
    return reverse("registry:row", kwargs={"key": "contracts", "pk": deal.contract.pk})


def unverified_base(contract: TechContract) -> list[Record]:
    """Return the rows that a contract of the register rests on and that are not verified: until they are, the contract
    counts on the reported basis only, verified or not (ADR 0020).
    """
    base: tuple[Record | None, ...] = (
        contract.buyer,
        contract.platform,
        contract.platform.organisation,
        contract.cluster,
    )
    return [row for row in base if row is not None and not row.is_verified]


def _history(deal: Deal) -> list[history.StepInWords]:
    steps = deal.steps.select_related("by").order_by("-pk")
    return history.entries(DEALS, steps, lambda step: history.field_changes(DEALS, step, only=NAMELESS))
