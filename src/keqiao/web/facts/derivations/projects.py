"""S&T projects by level, and the money received for them."""

from __future__ import annotations

import polars as pl

from keqiao.web.facts.derivations.base import (
    Derivation,
    Select,
    add_rows,
    by_period,
    count_things,
    counting,
    within,
)
from keqiao.web.facts.derivations.periods import Periods
from keqiao.web.facts.derivations.reading import Reading
from keqiao.web.facts.frames import read
from keqiao.web.registry.models import Project, ProjectParticipation, ProjectReceipt

LEVELS = "project_levels_counted"


def participations(reading: Reading) -> pl.DataFrame:
    """Read the roles of platforms in projects that stand."""
    return read(
        reading.current(ProjectParticipation).filter(project__withdrawn_at=None),
        id="pk",
        platform="platform",
        project="project",
        role="role",
        level="project__level",
        status="project__status",
        start="project__started_on",
        end="project__ended_on",
    )


def receipts(reading: Reading) -> pl.DataFrame:
    """Read the money received for projects; amounts in 元."""
    return reading.register(
        ProjectReceipt,
        platform="participation__platform",
        project="participation__project",
        level="participation__project__level",
        role="participation__role",
        on="received_on",
        amount="amount",
    )


def counted(rows: pl.LazyFrame, periods: Periods) -> pl.LazyFrame:
    """Keep the rows of projects whose level counts: national and provincial."""
    return rows.join(periods.setting(LEVELS, "level"), on=["period", "level"], how="semi")


def begun(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the projects of the levels counted that were granted by the last day."""
    return counting(counted(_begun(reading, periods), periods), key="project")


def begun_of(level: str) -> Select:
    """Select the projects of a level that were granted by the last day."""
    return lambda reading, periods: counting(
        _begun(reading, periods).filter(pl.col("level") == level), key="project"
    )


def _begun(reading: Reading, periods: Periods) -> pl.LazyFrame:
    return by_period(reading.load(participations), periods, pl.col("start") <= pl.col("last"))


def led(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the projects led by the platform, none terminated, that ran at some time of the period."""
    leading = reading.load(participations).filter(
        pl.col("role") == ProjectParticipation.Role.LEAD.value,
        pl.col("status") != Project.Status.TERMINATED.value,
    )
    ran = (pl.col("start") <= pl.col("last")) & (pl.col("end").is_null() | (pl.col("end") >= pl.col("first")))
    return counting(counted(by_period(leading, periods, ran), periods), key="project")


def weighted_receipts(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the receipts of the period for provincial and national projects, weighted by role."""
    rows = counted(by_period(reading.load(receipts), periods, within("on")), periods)
    rows = rows.join(periods.setting("project_role_weights", "role"), on=["period", "role"])
    return counting(rows, key="project", value=pl.col("amount") * pl.col("weight"))


ROLE, RECEIPT = "registry.ProjectParticipation", "registry.ProjectReceipt"
WEIGHED = (LEVELS, "project_role_weights")
DERIVATIONS = (
    Derivation("provincial_projects", ROLE, begun, count_things, parameters=(LEVELS,)),
    Derivation("projects_led", ROLE, led, count_things, flow=True, parameters=(LEVELS,)),
    Derivation("projects_national", ROLE, begun_of("national"), count_things),
    Derivation("projects_provincial", ROLE, begun_of("provincial"), count_things),
    Derivation(
        "project_receipts_weighted", RECEIPT, weighted_receipts, add_rows, flow=True, parameters=WEIGHED
    ),
)
