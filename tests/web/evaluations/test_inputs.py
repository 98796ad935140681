"""The same snapshot and scheme give the same totals, whatever the register of platforms says later."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from tests.examples import examples
from tests.web.evaluations.conftest import PERIODS

from keqiao.web.evaluations import computation, services
from keqiao.web.facts.models import Measure
from keqiao.web.facts.services import create_snapshot
from keqiao.web.registry.models import Platform
from keqiao.web.registry.models.record import Level

DAYS = st.dates(date(2015, 1, 1), date(2026, 12, 31))
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(Platform.Type.values),
        "level": st.sampled_from(Level.values),
        "stage": st.sampled_from(Platform.Stage.values),
        "operating_since": st.none() | DAYS,
        "valid_from": DAYS,
        "valid_to": st.none() | DAYS,
        "short_name": st.text("甲乙丙丁", min_size=1, max_size=6),
        "short_name_en": st.text("abc", max_size=6),
        "code": st.sampled_from(["A1", "Z9", "M5"]),
        "withdrawn_at": st.just("2026-01-01T00:00:00Z"),
    },
)


class Quiet:
    """Nobody is told how far it is."""

    def update(self, fraction: float, message: str = "") -> None:
        """Say nothing."""


def test_a_later_type_changes_no_total(run, officer, snapshot, scheme, city):
    """The weights of the pillars go by the type, which the snapshot holds."""
    Platform.objects.filter(pk=city[0].pk).update(type="service")
    later = services.execute_run(
        services.start_run(officer, title="后来", snapshot=snapshot, scheme=scheme, periods=PERIODS)
    )
    totals = [
        list(one.totals.order_by("pk").values_list("platform", "period", "total")) for one in (run, later)
    ]
    assert totals[0] == totals[1]
    assert (later.digest, later.input_digest) == (run.digest, run.input_digest)


@settings(
    max_examples=examples(8), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(changed=CHANGES, place=st.integers(0, 3))
def test_no_attribute_of_the_register_is_read_later(  # noqa: PLR0917 - fixtures
    run, officer, snapshot, scheme, city, changed, place
):
    """Type, level, stage, days, names, code: all as the snapshot froze them."""
    try:
        with transaction.atomic():
            Platform.objects.filter(pk=city[place].pk).update(**changed)
    except IntegrityError:
        reject()  # days in the wrong order, a code twice
    later = services.start_run(officer, title="后来", snapshot=snapshot, scheme=scheme, periods=PERIODS)
    outcome = computation.compute(later, Quiet())
    assert (outcome.digest, outcome.input_digest) == (run.digest, run.input_digest)
    services.execute_run(later)
    assert later.totals.count() == run.totals.count()


def test_a_snapshot_of_an_earlier_moment_knows_the_earlier_type(city, officer, change):
    """The platforms are frozen as they were known, not as they are."""
    Measure.objects.create(code="x", name="x", category="outputs")
    before = change(city[0], type="service")
    record = create_snapshot(officer, "当时", ["2023"], known_at=before)
    now = create_snapshot(officer, "现在", ["2023"])
    assert record.units.get(platform=city[0]).words["platform_type"] == "研发型"
    assert now.units.get(platform=city[0]).words["platform_type"] == "产业服务型"


@pytest.fixture
def change(officer):
    """Change a platform through the register and tell the moment before."""
    from django.utils import timezone

    from keqiao.web.registry.changes import change_set
    from keqiao.web.registry.models.changes import ChangeSet

    def go(platform, **fields):
        before = timezone.now()
        platform.refresh_from_db()
        for name, value in fields.items():
            setattr(platform, name, value)
        with change_set(officer, ChangeSet.Kind.EDIT, register="platforms", reason="改类型") as changes:
            changes.save(platform)
        return before

    return go
