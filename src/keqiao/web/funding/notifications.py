"""Who hears of money: the people of a platform, of what was decided for it and of what was paid."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import pgettext_lazy

from keqiao.language import Message, message
from keqiao.money import YUAN_PER_WAN
from keqiao.web.accounts.models import User
from keqiao.web.funding.models import Payment, Pool, Proposal, TeamShare
from keqiao.web.funding.rights import USE
from keqiao.web.notices.kinds import NoticeKind
from keqiao.web.notices.selectors import people_of_unit
from keqiao.web.notices.services import give, notice, notify
from keqiao.web.registry.models import Platform
from keqiao.web.site import numbers
from keqiao.web.site.stored_sentences import both

if TYPE_CHECKING:  # services read the procedure, which reads this module
    from keqiao.web.funding.services.proposals import RecomputedProposal

DECIDED = NoticeKind("funding.decided", pgettext_lazy("notice", "Money decided"), "good")
PAID = NoticeKind("funding.paid", pgettext_lazy("notice", "Paid"), "good")
TAKEN_BACK = NoticeKind("funding.taken_back", pgettext_lazy("notice", "Payment taken back"), "watch")
SHARE = NoticeKind("funding.share", pgettext_lazy("notice", "Team share"), "watch")
RECOMPUTED = NoticeKind("funding.recomputed", pgettext_lazy("notice", "Proposal computed again"), "")
KINDS = (DECIDED, PAID, TAKEN_BACK, SHARE, RECOMPUTED)


def of_decision(work: Any) -> None:
    """Tell the people of each platform what the pool gives it."""
    pool: Pool = work.row
    link, key = pool.get_absolute_url(), f"pool-{pool.pk}-decided"
    notices = []
    for line in pool.chosen.lines.select_related("platform") if pool.chosen else ():
        sentence = message(
            "{pool}: decided; {platform} gets {amount} (10k yuan).",
            pool=str(pool),
            platform=both(line.platform),
            amount=_wan(line.amount),
        )
        notices += [
            notice(person, DECIDED, sentence, link=link, key=key, about=str(pool))
            for person in _people(line.platform)
        ]
    give(notices)


def of_payment(pool: Pool, payment: Payment) -> None:
    """Tell the people of a platform that money was paid to it, or that a payment was taken back."""
    platform = payment.instalment.line.platform
    values = {"pool": str(pool), "platform": both(platform), "amount": _wan(abs(payment.amount))}
    sentence = message("{pool}: {amount} (10k yuan) were paid to {platform}.", **values)
    kind = PAID
    if payment.reverses_id is not None:
        sentence = message("{pool}: a payment of {amount} (10k yuan) to {platform} was taken back.", **values)
        kind = TAKEN_BACK
    _tell(_people(platform), kind, sentence, pool, f"payment-{payment.pk}")


def of_share(work: Any) -> None:
    """Tell who proposed a team share that another person confirmed or withdrew it."""
    share: TeamShare = work.row
    if share.proposed_by_id == work.actor.pk:
        return
    pool = share.line.proposal.pool
    values = {"pool": str(pool), "platform": both(share.line.platform), "amount": _wan(share.amount)}
    sentence = message("{pool}: the team share of {amount} (10k yuan) of {platform} is confirmed.", **values)
    if share.state == TeamShare.State.WITHDRAWN:
        sentence = message(
            "{pool}: the team share of {amount} (10k yuan) of {platform} is withdrawn.", **values
        )
    link = share.get_absolute_url()
    notify(
        [share.proposed_by],
        SHARE,
        sentence,
        link=link,
        key=f"share-{share.pk}-{share.state}",
        about=str(pool),
    )


def _people(platform: Platform) -> list[User]:
    return people_of_unit(platform.unit_id, USE)


def _wan(amount: Decimal) -> str:
    return numbers.number(amount / YUAN_PER_WAN, 2)


def _tell(people: list[User], kind: NoticeKind, sentence: Message, pool: Pool, key: str) -> None:
    notify(people, kind, sentence, link=pool.get_absolute_url(), key=key, about=str(pool))


def of_recomputation(person: User, proposal: Proposal, again: RecomputedProposal, *, key: str) -> None:
    """Tell who had a proposal computed again what came of it."""
    if again.same:
        sentence = message(
            "{proposal}: computed again, every amount and step is the same.", proposal=str(proposal)
        )
    else:
        sentence = message(
            "{proposal}: computed again, the result differs from what is kept.", proposal=str(proposal)
        )
    link = proposal.get_absolute_url()
    notify([person], RECOMPUTED, sentence, link=link, key=f"recomputed-{key}", about=str(proposal.pool))
