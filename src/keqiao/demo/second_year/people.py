"""Who acts in the second year, and the moments at which they do."""

from __future__ import annotations

from datetime import UTC, datetime

from keqiao.web.accounts.models import User
from keqiao.web.registry.models import Platform

NEW_CLERK = "clerk_01_2025"
"""Who came when the clerk of the first platform left."""
NEW_PASSWORD = "Keqiao-demo-2025"  # noqa: S105 - documented; the account exists in the demonstration only
"""What the new clerk chose: the rules of passwords refuse that of the other accounts."""
MERGED, INTO, ENDED = "P12", "P09", "P06"
"""A platform that was merged into another, and one that ended."""


def user(name: str) -> User:
    """The user of that name."""
    return User.objects.get(username=name)


def clerk_of(code: str) -> User:
    """Who fills in for a platform now."""
    return user(NEW_CLERK if code == "P01" and is_there(NEW_CLERK) else f"clerk_{code[1:]}")


def is_there(name: str) -> bool:
    """Whether somebody of that name has an account."""
    return User.objects.filter(username=name).exists()


def platform(code: str) -> Platform:
    """A platform by its code."""
    row: Platform = Platform.objects.select_related("organisation", "unit").get(code=code)
    return row


def on(year: int, month: int, day: int, hour: int = 2) -> datetime:
    """A moment of a day; hours are UTC, so 2 is ten o'clock in the demonstration city."""
    return datetime(year, month, day, hour, tzinfo=UTC)
