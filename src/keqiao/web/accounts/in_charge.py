"""Who is in charge of the platforms: the directors of their units, by name."""

from __future__ import annotations

from collections.abc import Iterable

from keqiao.web.accounts.models import User
from keqiao.web.site.punctuation import listed

DIRECTOR = "platform_director"


def directors(units: Iterable[int]) -> dict[int, str]:
    """Return the names of the directors of units by the key of the unit; units without one are left out."""
    users = User.objects.filter(is_active=True, unit__in=set(units), roles__code=DIRECTOR).distinct()
    names: dict[int, list[str]] = {}
    for user in users.order_by("unit_id", "pk"):
        if user.unit_id is not None:
            names.setdefault(user.unit_id, []).append(str(user))
    return {unit: listed(people) for unit, people in names.items()}
