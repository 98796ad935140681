"""The rights that pages and services ask for: code → what it allows, as printed on the page that refuses."""

from __future__ import annotations

from keqiao.web.site.rooms import Right, Words, rooms

ADMINISTRATION = ("accounts.", "audit.")


def _declared() -> list[Right]:
    """Every right of the rooms; those of administrators, which few people have, stand last."""
    rights = [right for room in rooms() for right in room.rights]
    return sorted(rights, key=lambda right: right.code.startswith(ADMINISTRATION))


RIGHTS: dict[str, Words] = {right.code: right.allows for right in _declared()}
