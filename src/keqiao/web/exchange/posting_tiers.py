"""A need or an offer as a reader may see it: the fields of their tier, by a white list. Pages, files, the API and
programs show this and never the row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.exchange.models import Disclosure, Posting, Tier
from keqiao.web.exchange.reach import tier_of


@dataclass(frozen=True)
class ShownPosting:
    """A posting up to a tier. What the tier does not hold is empty here."""

    row: Any
    tier: Tier

    @property
    def code(self) -> str:
        """Its number."""
        return str(self.row.code)

    @property
    def title(self) -> str:
        """Its title."""
        return str(self.row.title)

    @property
    def body(self) -> str:
        """Its summary."""
        return str(self.row.body)

    @property
    def names_owner(self) -> bool:
        """Whether the reader sees whose it is."""
        return self.tier >= Tier.DETAIL or self.row.disclosure == Disclosure.PUBLIC

    @property
    def owner(self) -> str:
        """Whose it is, or what stands in place of a hidden name."""
        return str(self.row.organisation) if self.names_owner else _("Name not shown")

    @property
    def detail(self) -> str:
        """What is read after consent."""
        return str(self.row.detail) if self.tier >= Tier.DETAIL else ""

    @property
    def confidential(self) -> str:
        """What is read after an agreement of secrecy."""
        return str(self.row.confidential) if self.tier >= Tier.CONFIDENTIAL else ""

    @property
    def contact(self) -> str:
        """Whom to talk to; others turn to the broker."""
        return str(self.row.contact) if self.tier >= Tier.CONFIDENTIAL else ""


def as_shown(user: Actor | None, posting: Posting) -> ShownPosting:
    """Return a posting as the user may see it; None reads what is public."""
    return ShownPosting(posting, tier_of(user, posting))


def summaries(postings: Any) -> list[ShownPosting]:
    """Return postings as anybody who may find them reads them, for lists: no query for each."""
    return [ShownPosting(posting, Tier.SUMMARY) for posting in postings]
