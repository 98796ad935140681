"""Who acts: the one type that services, selectors and pages name, and the request of somebody who is signed in.

An :data:`Actor` is a person, or a program that acts for one by a token (``User.narrowed_to``). What the system does by
itself has no actor: ``Actor | None``. The module stands below the models, so that everything may import it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from django.http import HttpRequest

if TYPE_CHECKING:  # the models declare who sees them, and that names actors
    from keqiao.web.accounts.models import User

Actor: TypeAlias = "User"


class SignedInRequest(HttpRequest):
    """For types only: a request that a door (``accounts.access``, the API's authentication) has let in."""

    user: Actor
