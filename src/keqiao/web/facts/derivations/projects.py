"""S&T projects by level, and the money received for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from keqiao.periods import Period
from keqiao.web.facts.derivations.base import Derivation, Reading, Row, add_rows, count_things, setting
from keqiao.web.registry.models import Project, ProjectParticipation, ProjectReceipt


def participations(reading: Reading) -> list[tuple[int, int, int, str, date]]:
    """Read the roles in projects: (id, platform, project, level, start)."""
    rows = reading.standing(ProjectParticipation).filter(project__withdrawn_at=None)
    return list(rows.values_list("id", "platform_id", "project_id", "project__level", "project__started_on"))


def receipts(reading: Reading) -> list[tuple[int, int, int, str, str, date, Decimal]]:
    """Read the money received: (id, platform, project, level, role, date, amount in 元)."""
    of = "participation__"
    rows = reading.standing(ProjectReceipt).values_list(
        "id",
        f"{of}platform_id",
        f"{of}project_id",
        f"{of}project__level",
        f"{of}role",
        "received_on",
        "amount",
    )
    return list(rows)


def begun(levels: Callable[[Period], Iterable[str]]) -> Callable[[Reading, Period], Iterable[Row]]:
    """Select the projects of the levels that were granted by the last day."""

    def select(reading: Reading, period: Period) -> Iterable[Row]:
        wanted = set(levels(period))
        for row, platform, project, level, start in reading.load(participations):
            if level in wanted and start <= period.end:
                yield Row(platform, project, row)

    return select


def leading(reading: Reading) -> list[tuple[int, int, int, str, date, date | None]]:
    """Read the projects that a platform leads, none terminated: (id, platform, project, level, start, end)."""
    rows = (
        reading.standing(ProjectParticipation)
        .filter(project__withdrawn_at=None, role=ProjectParticipation.Role.LEAD)
        .exclude(project__status=Project.Status.TERMINATED)
    )
    of = "project__"
    return list(
        rows.values_list("id", "platform_id", "project_id", f"{of}level", f"{of}started_on", f"{of}ended_on")
    )


def led(reading: Reading, period: Period) -> Iterable[Row]:
    """Select the national and provincial projects led by the platform that ran at some time of the period."""
    levels = set(setting("project_levels_counted", period))
    for row, platform, project, level, start, end in reading.load(leading):
        if level in levels and start <= period.end and (end is None or end >= period.flow_start):
            yield Row(platform, project, row)


def weighted_receipts(reading: Reading, period: Period) -> Iterable[Row]:
    """Select the receipts of the period for provincial and national projects, weighted by role."""
    levels = set(setting("project_levels_counted", period))
    weights = {role: Decimal(weight) for role, weight in setting("project_role_weights", period).items()}
    for row, platform, project, level, role, on, amount in reading.load(receipts):
        if level in levels and period.flow_start <= on <= period.end:
            yield Row(platform, project, row, amount * weights[role])


ROLE = "registry.ProjectParticipation"
DERIVATIONS = (
    Derivation(
        "provincial_projects",
        ROLE,
        begun(lambda period: setting("project_levels_counted", period)),
        count_things,
    ),
    Derivation("projects_led", ROLE, led, count_things, flow=True),
    Derivation("projects_national", ROLE, begun(lambda period: ["national"]), count_things),
    Derivation("projects_provincial", ROLE, begun(lambda period: ["provincial"]), count_things),
    Derivation(
        "project_receipts_weighted", "registry.ProjectReceipt", weighted_receipts, add_rows, flow=True
    ),
)
