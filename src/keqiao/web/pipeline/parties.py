"""Who has to do with a project: its manager, the people of its platform, the bureau."""

from __future__ import annotations

from keqiao.web.accounts.actors import Actor
from keqiao.web.pipeline.models import ProjectPassage
from keqiao.web.pipeline.rights import CONDUCT
from keqiao.web.registry.models import Platform


def keeps(user: Actor, platform: Platform) -> bool:
    """Whether the user brings projects of a platform before gates: its own people, and the bureau for every one."""
    scope = user.scope_for(CONDUCT)
    return scope == "all" or (
        scope is not None and user.unit_id is not None and platform.unit_id == user.unit_id
    )


def conducts(user: Actor, passage: ProjectPassage) -> bool:
    """Whether the user brings a project before gates: its manager, who keeps those of the platform."""
    is_manager = passage.manager_id is not None and passage.manager_id == user.pk
    return (is_manager and user.has_right(CONDUCT)) or keeps(user, passage.project.platform)
