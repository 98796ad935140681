"""Patents in lists: the platform that owns them, and what their number says."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.changes.state import State
from keqiao.web.registry.identifiers import filing_year, patent_kind
from keqiao.web.registry.models import Patent, PatentOwner, Platform

BATCH = 400


class Owners:
    """Which platforms own which patents; ``named_platforms``: row of the file → the platforms that its lines name."""

    def __init__(self, user: Actor) -> None:
        self.named_platforms: dict[int, set[int | None]] = {}
        self._owners: dict[int, set[int]] = defaultdict(set)
        own: list[int] = []
        if PatentOwner.reach_of(user) == "own":
            own = list(Platform.objects.current().editable_by(user).values_list("pk", flat=True)[:2])
        self._only = own[0] if len(own) == 1 else None

    def load(self, patents: list[int]) -> None:
        """Read the owners of patents."""
        for start in range(0, len(patents), BATCH):
            rows = PatentOwner.objects.current().filter(patent__in=patents[start : start + BATCH])
            for patent, platform in rows.exclude(platform=None).values_list("patent_id", "platform_id"):
                self._owners[patent].add(platform)

    def has(self, patent: int, platform: int) -> bool:
        """Whether the platform owns the patent, or will by an earlier line."""
        return platform in self._owners[patent]

    def note(self, patent: int, platform: int) -> None:
        """Count a platform among the owners."""
        self._owners[patent].add(platform)

    def default(self, platform: int | None) -> int | None:
        """Return the platform of a line: the one named, else the only one of the user's unit."""
        return platform if platform is not None else self._only


def from_the_number(values: State) -> list[str]:
    """Fill in what the application number says; return what is to be told.

    It begins with the year of filing and names the kind.
    """
    number = str(values.get("application_no") or "")
    if values.get("granted_on") and "status" not in values and not values.get("ended_on"):
        values["status"] = Patent.Status.GRANTED.value
    if not number:
        return []
    values.setdefault("kind", patent_kind(number))
    year = filing_year(number)
    return [_("Filed in %(year)d") % {"year": year}]
