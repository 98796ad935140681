"""Past co-operation of two organisations: contracts that the reader may see, where they know both names."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count

from keqiao.web.accounts.actors import Actor
from keqiao.web.exchange.models import Need, Posting
from keqiao.web.exchange.posting_tiers import ShownPosting, as_shown
from keqiao.web.registry.models import TechContract


def contracts_between(
    user: Actor | None, posting: Posting | None, others: Iterable[ShownPosting]
) -> dict[int, int]:
    """Return how many contracts stand between the owner of a posting and that of each counterpart, by organisation.

    A name that is hidden from the reader is told by no number either.
    """
    if user is None or posting is None or not as_shown(user, posting).names_owner:
        return {}
    organisations = {other.row.organisation_id for other in others if other.names_owner}
    mine, theirs = ("buyer", "platform__organisation")[:: 1 if isinstance(posting, Need) else -1]
    rows = TechContract.objects.current().visible_to(user)
    rows = rows.filter(**{mine: posting.organisation_id, f"{theirs}__in": organisations}).order_by()
    return dict(rows.values_list(theirs).annotate(count=Count("pk", distinct=True)))
