"""Projects of a manager that leaves: they pass to a successor who may manage projects."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.handover import OpenWork
from keqiao.web.accounts.models import User
from keqiao.web.pipeline.models import Mandate, PassageState, ProjectPassage
from keqiao.web.pipeline.procedure import PASSAGES
from keqiao.web.pipeline.services.passages import put_in_charge


def managed_projects(user: User) -> list[OpenWork]:
    """Return the projects under way or on hold that a user manages."""
    rows = ProjectPassage.objects.filter(manager=user, state__in=(PassageState.RUNNING, PassageState.HELD))
    return [
        OpenWork(_("pipeline project"), str(row), row.get_absolute_url(), partial(_give, row.pk))
        for row in rows.select_related("project").order_by("pk")
    ]


def _give(pk: int, successor: User, actor: Actor) -> None:
    """Raises ValidationError where the successor may not manage the project."""
    passage = (
        ProjectPassage.objects.select_for_update(of=("self",))
        .select_related("project__platform", "manager")
        .get(pk=pk)
    )
    mandate = Mandate.objects.filter(passage=passage, manager=successor).order_by("-pk").first()
    last = mandate or Mandate.objects.filter(passage=passage).order_by("-pk").first()
    work = PASSAGES.under_way(actor, passage, "appoint")
    work.reason = _("Hand-over of open work")
    put_in_charge(work, successor, last.qualification if last is not None else "")
    work.finish()
