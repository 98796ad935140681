"""Rows of the registers that the words of a question name: people with where they work, firms, patents, contracts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.listings import Viewer
from keqiao.web.registry.models import Engagement, Organisation, Patent, Person, Project, TechContract
from keqiao.web.registry.registers import REGISTERS
from keqiao.web.registry.search import Sought, rows_found

SEARCHED = ("persons", "firms", "organisations", "patents", "projects", "contracts")
MOST = 5
"""So many rows of a register are shown."""
LEAST_LETTERS = 2


@dataclass(frozen=True)
class RegisterHit:
    """A row by its register and name, what tells it from others, and its page."""

    register: str
    name: str
    about: str
    url: str


def register_hits(user: Actor, words: Sequence[str]) -> list[RegisterHit]:
    """Return the rows that the user may see and that hold one of the words, a few of each register."""
    wanted = list(dict.fromkeys(word for word in words if len(word) >= LEAST_LETTERS))
    if not wanted or user.scope_for("registry.view") is None:
        return []
    viewer = Viewer.of(user)
    hits: dict[str, RegisterHit] = {}
    for key in SEARCHED:
        register = REGISTERS[key]
        for word in wanted[:3]:
            for row in _loaded(rows_found(user, register, Sought(words=word)))[:MOST]:
                url = reverse("registry:row", kwargs={"key": key, "pk": row.pk})
                hit = RegisterHit(register.title, viewer.title_of(row), _about(user, row), url)
                hits.setdefault(url, hit)
    return list(hits.values())


def _loaded(rows: QuerySet) -> QuerySet:
    if rows.model is Organisation:
        # Firms and platforms are shown as what they are.
        return rows.filter(firm=None, platform=None)
    return rows


def _about(user: Actor, row: Any) -> str:
    """What tells a row from others: the platforms of a person, the title of a patent, project or contract."""
    if isinstance(row, Person):
        posts = Engagement.objects.current().visible_to(user).filter(person=row, ended_on=None)
        return _(", ").join(sorted({str(post.platform) for post in posts.select_related("platform")}))
    if isinstance(row, Patent | Project | TechContract):
        return str(getattr(row, "title", "") or getattr(row, "name", "") or "")
    return ""
