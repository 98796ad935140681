"""Management talent beside researchers, platform by platform (survey report: 像重视科研人才一样重视管理人才).

Persons are counted once at each platform, in posts that stand today; who manages is what the register of persons says
of their class. A project at its lead that nobody manages yet is a post of a project manager that is vacant.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import today
from keqiao.web.pipeline.models import ProjectPassage
from keqiao.web.pipeline.query import NOBODY, OPEN, OPEN_STATES, list_url
from keqiao.web.registry.models import Engagement, Person, Platform
from keqiao.web.site.tables import Cell, Column, Table


def talent_table(user: Actor, passages: QuerySet[ProjectPassage]) -> Table:
    """Return, for each platform with people or projects that the reader may see, management talent beside researchers,
    project managers in charge, and projects that wait for one.
    """
    staff = _staff(user)
    projects = _projects(passages)
    platforms = Platform.objects.visible_to(user).current().order_by("code")
    rows: list[dict[str, Any]] = []
    for platform in platforms.select_related("organisation"):
        people, led = staff.get(platform.pk, (0, 0)), projects.get(platform.pk, (0, 0, 0))
        if any((*people, *led)):
            rows.append(_row(platform, people, led))
    columns = [
        Column("platform", _("Platform"), "link"),
        Column("research", _("R&D staff"), "number"),
        Column("management", _("Management talent"), "number"),
        Column("ratio", _("Management per 100 R&D staff"), "number", decimals=2),
        Column("managers", _("Project managers in charge"), "number"),
        Column("open", _("Projects under way or on hold"), "number", total=True),
        Column("vacant", _("Of them without a manager"), "number", total=True),
    ]
    note = _("Posts that stand on %(day)s; classes as the register of persons has them.")
    return Table(
        _("Management talent"), columns, rows, name="talent", note=note % {"day": today().isoformat()}
    )


def _staff(user: Actor) -> dict[int, tuple[int, int]]:
    """Platform → persons in R&D posts, persons of the class management, today."""
    posts: Any = Engagement.objects.visible_to(user)
    stands = Q(started_on__lte=today()) & (Q(ended_on=None) | Q(ended_on__gte=today()))
    manages = Q(person__person_class=Person.Kind.MANAGEMENT)
    counted = (
        posts.current()
        .filter(stands)
        .order_by()
        .values_list("platform")
        .annotate(
            research=Count("person", filter=Q(is_research=True), distinct=True),
            management=Count("person", filter=manages, distinct=True),
        )
    )
    return {platform: (research, management) for platform, research, management in counted}


def _projects(passages: QuerySet[ProjectPassage]) -> dict[int, tuple[int, int, int]]:
    """Platform → managers in charge, open projects, open projects that nobody manages."""
    counted = (
        passages.filter(state__in=OPEN_STATES)
        .order_by()
        .values_list("project__platform")
        .annotate(
            managers=Count("manager", distinct=True),
            count=Count("pk", distinct=True),
            vacant=Count("pk", filter=Q(manager=None), distinct=True),
        )
    )
    return {platform: (managers, count, vacant) for platform, managers, count, vacant in counted}


def _row(platform: Platform, people: tuple[int, int], projects: tuple[int, int, int]) -> dict[str, Any]:
    (research, management), (managers, count, vacant), code = people, projects, platform.code
    return {
        "platform": Cell(str(platform), url=platform.get_absolute_url()),
        "research": research,
        "management": management,
        "ratio": Decimal(100 * management) / research if research else None,
        "managers": managers,
        "open": Cell(count, url=list_url(platform=code, state=OPEN)),
        "vacant": Cell(vacant, url=list_url(platform=code, state=OPEN, manager=NOBODY)),
    }
