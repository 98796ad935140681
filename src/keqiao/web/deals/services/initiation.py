"""Begin a deal: a broker recommends two sides to each other, or a side expresses interest itself."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import decide
from keqiao.web.audit.clock import present, today
from keqiao.web.deals.documents import RULES
from keqiao.web.deals.models import OPEN_STATES, Channel, Deal, DealSide
from keqiao.web.deals.procedure import DEALS
from keqiao.web.deals.rights import CONDUCT
from keqiao.web.deals.services.answers import ConsentAnswers, keep_answer
from keqiao.web.deals.services.disclosure import disclose
from keqiao.web.exchange.models import Need, Offer, PostingState
from keqiao.web.procedures.numbering import next_code, numbered
from keqiao.web.registry.models import Organisation
from keqiao.web.rulebooks.in_force import noted


def recommend(actor: Actor, need: Need, offer: Offer, *, channel: str = Channel.RECOMMENDED) -> Deal:
    """Recommend a need and an offer to each other; the actor is the broker of the deal. Nothing of one side is shown to
    the other but its summary.

    Raises PermissionDenied, Http404 for a posting the actor may not see, ValidationError where one is not open, or the
    two are in a deal already.
    """
    _require_seen(actor, need, offer)
    return _open(actor, "recommend", _deal(need=need, offer=offer, channel=channel, broker=actor))


def approach(
    actor: Actor, answers: ConsentAnswers, *, need: Need | None = None, offer: Offer | None = None
) -> Deal:
    """Express interest in somebody's offer or need, with the three answers; the other side is asked for its consent.

    The deal goes through the broker of what is wanted. Raises PermissionDenied, Http404, ValidationError as
    :func:`recommend`.
    """
    wanted = offer or need
    if wanted is None:
        raise ValidationError(_("Name the offer or the need that interests you."))
    _require_seen(actor, need, offer)
    own = organisation_of(actor)
    if own is None:
        raise PermissionDenied(
            _("Your unit is no firm and no platform of the register; ask a broker to recommend you.")
        )
    deal = _deal(need=need, offer=offer, channel=Channel.FOUND, broker=wanted.broker, approaching=own)
    side = DealSide.DEMAND if offer is not None else DealSide.SUPPLY
    return _open(actor, "approach", deal, answers=answers, side=side)


def organisation_of(actor: Actor) -> Organisation | None:
    """Return the organisation that the users of the actor's unit speak for; None where it is none of the register."""
    if actor.unit_id is None:
        return None
    of_platform = Organisation.objects.filter(platform__unit=actor.unit_id, platform__withdrawn_at=None)
    of_firm = Organisation.objects.filter(firm__unit=actor.unit_id, firm__withdrawn_at=None)
    return of_platform.order_by("pk").first() or of_firm.order_by("pk").first()


def _deal(
    *,
    need: Need | None,
    offer: Offer | None,
    channel: str,
    broker: Actor | None,
    approaching: Organisation | None = None,
) -> Deal:
    demand = need.organisation if need is not None else approaching
    supply = offer.organisation if offer is not None else approaching
    if demand is None or supply is None or demand == supply:
        raise ValidationError(_("A deal has two sides: the need and the offer are of the same organisation."))
    deal = Deal(need=need, offer=offer, demand=demand, supply=supply, channel=channel, broker=broker)
    deal.demand_unit_id = unit_of(demand, need)
    deal.supply_unit_id = unit_of(supply, offer)
    return deal


def unit_of(organisation: Organisation, posting: Need | Offer | None) -> int | None:
    """Return the unit whose users speak for an organisation: of its platform, of its firm, else of who posted."""
    for name in ("platform", "firm"):
        row = getattr(organisation, name, None)
        if row is not None and row.withdrawn_at is None and row.unit_id is not None:
            return int(row.unit_id)
    poster = posting.posted_by if posting is not None else None
    if poster is not None and not decide(poster, CONDUCT) and poster.unit_id is not None:
        return int(poster.unit_id)
    return None


def _open(
    actor: Actor,
    action: str,
    deal: Deal,
    *,
    answers: ConsentAnswers | None = None,
    side: DealSide | None = None,
) -> Deal:
    for posting in (deal.need, deal.offer):
        if posting is not None and posting.state != PostingState.OPEN:
            raise ValidationError(_("“%(posting)s” is not open.") % {"posting": posting.code})
    same = Deal.objects.filter(need=deal.need, offer=deal.offer, demand=deal.demand, supply=deal.supply)
    if earlier := same.filter(state__in=OPEN_STATES).first():
        raise ValidationError(
            _("The two are in a deal already: %(deal)s.") % {"deal": earlier.code}, code="again"
        )

    def make() -> Deal:
        deal.pk, deal._state.adding = None, True
        deal.code = next_code(Deal, f"D{today():%Y}-", 4)
        deal.opened_by, deal.opened_at = actor, present()
        with noted() as documents:
            RULES.in_force()
            with DEALS.making(actor, deal, action) as work:
                work.row.moved_at = work.at
                work.answered = () if side is None else (side.value,)
        Deal.objects.filter(pk=deal.pk).update(documents=documents)
        if answers is not None and side is not None:
            keep_answer(actor, deal, side, answers)
        return deal

    made = numbered(make)
    disclose(actor, made)
    return made


def _require_seen(actor: Actor, *postings: Need | Offer | None) -> None:
    for posting in postings:
        if posting is not None and not type(posting).objects.visible_to(actor).filter(pk=posting.pk).exists():
            raise Http404
