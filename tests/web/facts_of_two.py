"""Facts for tests of other things: written by the inner function, with a second person of the bureau who confirms."""

from typing import Any

from keqiao.web.accounts.models import User
from keqiao.web.facts.models import Fact, FactOrigin
from keqiao.web.facts.services.recording import record_fact as record


def second_person(other_than: User) -> User:
    """Somebody who is not ``other_than``."""
    name = "second" if other_than.username != "second" else "third"
    return User.objects.get_or_create(username=name, defaults={"display_name": "另一人"})[0]


def record_fact(actor: User, *what: Any, origin: str = FactOrigin.CARRIED_OVER, **how: Any) -> Fact:
    """Record a value (measure, platform, period, value) that ``actor`` reported and a second person confirmed."""
    return record(*what, recorded_by=actor, confirmed_by=second_person(actor), origin=origin, **how)
