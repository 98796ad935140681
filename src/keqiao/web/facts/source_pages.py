"""The page that a fact was written from, and who stood for it: rooms to the right say so ("facts.source_pages")."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from keqiao.web.accounts.actors import Actor
from keqiao.web.facts.models import Fact
from keqiao.web.site.rooms import Registry


class SourcePage(NamedTuple):
    """Where a fact was written, and in words who handed it in and signed it."""

    url: str
    people: str


Provider = Callable[[Actor, Sequence[Fact]], Mapping[int, SourcePage]]
SOURCE_PAGES: Registry[Provider] = Registry("facts.source_pages")


def source_pages(user: Actor, facts: Sequence[Fact]) -> dict[int, SourcePage]:
    """Return by key of the fact the page that it was written from, where the user may open one."""
    return {key: page for provider in SOURCE_PAGES for key, page in provider(user, facts).items()}
