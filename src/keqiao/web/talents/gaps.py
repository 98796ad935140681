"""Nodes of the industry chains that lack people, as a room that knows the layout tells them: posts to be opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.site.rooms import Registry
from keqiao.web.talents.models import TalentPost

MOST = 12


@dataclass(frozen=True)
class SkillGap:
    """A node without a platform though there is industry: its name, cluster (key), local firms and open needs."""

    node: str
    cluster: int | None
    firms: int
    needs: int


GAPS: Registry[Callable[[Actor], Iterable[SkillGap]]] = Registry("talents.gaps")
"""(User) → the gaps of the newest layout that the user may see, the largest first."""


@dataclass(frozen=True)
class SuggestedPost:
    """A post that a gap calls for: its title, the gap, the address of the form that is filled in so far."""

    title: str
    gap: SkillGap
    url: str


def suggested_posts(user: Actor) -> list[SuggestedPost]:
    """Return the posts that gaps call for and that nobody has opened, those with most firms and needs first."""
    gaps = [gap for provider in GAPS for gap in provider(user)]
    gaps.sort(key=lambda gap: (-gap.needs, -gap.firms, gap.node))
    titles = {gap: _("%(node)s: leading engineer") % {"node": gap.node} for gap in gaps}
    opened = set(TalentPost.objects.filter(title__in=titles.values()).values_list("title", flat=True))
    return [
        SuggestedPost(
            title,
            gap,
            f"{reverse('talents:new_post')}?{urlencode({'title': title, 'cluster': gap.cluster or ''})}",
        )
        for gap, title in titles.items()
        if title not in opened
    ][:MOST]
