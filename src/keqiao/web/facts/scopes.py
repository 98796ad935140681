"""What a figure speaks of: the city or one platform, by its code in addresses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import Decision, decide
from keqiao.web.registry.models import Platform, Region

CITY = "city"


@dataclass(frozen=True)
class Scope:
    """The city (``platform`` None) or a platform; ``decision`` says whether the reader may see its figures."""

    code: str
    name: str
    platform: Platform | None
    decision: Decision

    @property
    def platform_id(self) -> int | None:
        """The platform's key; None for the city."""
        return self.platform.pk if self.platform else None


def scopes_for(
    user: Actor, codes: Iterable[str] | None = None, region: Region | None = None
) -> dict[str, Scope]:
    """Return the scopes by code, unknown codes left out; without codes the city and every platform.

    City totals are open to everybody with the right to see figures, platforms' figures to their own unit and to readers
    of everything.
    """
    may = decide(user, "facts.view")
    wanted = None if codes is None else set(codes)
    scopes: dict[str, Scope] = {}
    if wanted is None or CITY in wanted:
        region = region or Region.objects.first()
        scopes[CITY] = Scope(CITY, str(region) if region else _("Whole city"), None, may)
    if wanted is None or wanted - {CITY}:
        platforms = Platform.objects.current()
        if wanted is not None:
            platforms = platforms.filter(code__in=wanted)
        for platform in platforms:
            decision = decide(user, "facts.view", platform) if may else may
            scopes[platform.code] = Scope(platform.code, str(platform), platform, decision)
    return scopes
