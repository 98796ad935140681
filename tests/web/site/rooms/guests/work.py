"""What the room does by itself, and what it tells rooms to its left."""

from datetime import date

from keqiao.web.accounts.handover import OpenWork
from keqiao.web.accounts.models import User


def farewell(day: date) -> None:
    """Say goodbye."""


def guests_of(user: User) -> list[OpenWork]:
    """Return the guests that a user attends to."""
    return [OpenWork("guest", "Mr Li", "/guests/", lambda successor, actor: None)]
