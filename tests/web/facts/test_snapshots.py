import hashlib
import json
from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from tests.web.facts_of_two import record_fact

from keqiao.web.audit.guards.placement import lift, place
from keqiao.web.facts.models import Frozen, SnapshotFigure, SnapshotUnit
from keqiao.web.facts.services import create_snapshot, verify_snapshot
from keqiao.web.facts.triggers import GUARD
from keqiao.web.registry.models import Engagement, Platform


@pytest.fixture
def filled(city, officer, new_person):
    Engagement.objects.create(person=new_person(degree="doctor"), platform=city.P01, started_on="2021-01-01")
    record_fact(officer, "operating_revenue", city.P01, "2023", D("1000000"))
    record_fact(officer, "operating_revenue", city.P01, "2023", D("900000"), basis="verified")
    return city


def test_a_snapshot_freezes_figures_with_their_rows(filled, officer):
    snapshot = create_snapshot(officer, "2023年度", ["2023", "2022"])
    assert snapshot.periods == ["2022", "2023"]
    assert snapshot.state == "frozen" and snapshot.row_count == SnapshotFigure.objects.count()
    staff = SnapshotFigure.objects.get(
        measure__code="rd_headcount", platform=None, period="2023", basis="reported"
    )
    assert (staff.value, staff.row_model, len(staff.row_ids)) == (1, "registry.Engagement", 1)
    revenue = SnapshotFigure.objects.filter(
        measure__code="operating_revenue", platform=filled.P01, period="2023"
    )
    assert {row.basis: row.value for row in revenue} == {"reported": 1_000_000, "verified": 900_000}
    assert all(row.fact_id for row in revenue)
    assert not SnapshotFigure.objects.filter(measure__code="national_recognitions").exists()


def test_the_hash_is_over_canonical_lines_and_tells_a_change(filled, officer):
    snapshot = create_snapshot(officer, "年度", ["2023"])
    assert verify_snapshot(snapshot).ok
    # The same lines by hand.
    header = [
        snapshot.code,
        "2023-12-31",
        ["2023"],
        snapshot.known_at.isoformat().replace("+00:00", "+00:00"),
    ]
    rows = SnapshotFigure.objects.select_related("platform", "measure", "definition")
    lines = sorted(
        json.dumps(
            [
                row.platform.code if row.platform else "",
                row.measure.code,
                row.definition.version,
                row.period,
                row.basis,
                f"{row.value:.6f}",
                row.fact_id,
                row.row_model,
                row.row_ids,
            ],
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for row in rows
    )
    units = [
        [
            unit.code,
            unit.name,
            unit.name_en,
            unit.operating_since.isoformat(),
            unit.valid_from.isoformat(),
            None,
            dict(sorted(unit.words.items())),
        ]
        for unit in snapshot.units.order_by("code")
    ]
    assert len(units) == 3
    about = sorted(json.dumps(unit, ensure_ascii=False, separators=(",", ":")) for unit in units)
    text = "\n".join([json.dumps(header, ensure_ascii=False, separators=(",", ":")), *about, *lines])
    assert hashlib.sha256(text.encode()).hexdigest() == snapshot.sha256
    lift(connection, [GUARD])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE facts_snapshotfigure SET value = value + 1 WHERE fact_id IS NOT NULL")
    place(connection, [GUARD])
    assert not verify_snapshot(snapshot).ok


def test_a_changed_platform_of_a_snapshot_is_found(filled, officer):
    snapshot = create_snapshot(officer, "年度", ["2023"])
    with pytest.raises(Frozen):
        snapshot.units.update(name="另一个名字")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE facts_snapshotunit SET name = 'x'")
    with pytest.raises(DatabaseError), transaction.atomic():
        SnapshotUnit.objects.create(
            snapshot=snapshot, platform=filled.P01, code="X", name="x", valid_from="2020-01-01"
        )
    lift(connection, [GUARD])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE facts_snapshotunit SET valid_from = '2001-01-01'")
    place(connection, [GUARD])
    assert not verify_snapshot(snapshot).ok


def test_a_later_code_of_a_platform_breaks_no_hash(filled, officer):
    snapshot = create_snapshot(officer, "年度", ["2023"])
    Platform.objects.filter(pk=filled.P01.pk).update(code="RENAMED", type="service")
    assert verify_snapshot(snapshot).ok
    assert snapshot.units.get(platform=filled.P01).code == "P01"


def test_later_knowledge_stays_outside(filled, officer):
    before = timezone.now()
    record_fact(officer, "operating_revenue", filled.P01, "2023", D("1200000"))
    create_snapshot(officer, "当时", ["2023"], code="then", known_at=before)
    then = SnapshotFigure.objects.get(
        snapshot__code="then", measure__code="operating_revenue", platform=filled.P01, basis="reported"
    )
    assert then.value == 1_000_000


def test_who_freezes_and_what_is_refused(filled, officer, user_with):
    with pytest.raises(PermissionDenied):
        create_snapshot(user_with("platform_director", unit=filled.P01.unit), "年度", ["2023"])
    for periods in ([], ["bogus"], [str(year) for year in range(1990, 2020)]):
        with pytest.raises(ValidationError):
            create_snapshot(officer, "年度", periods)
    with pytest.raises(ValidationError):
        create_snapshot(officer, "年度", ["2023"], known_at=timezone.now() + timedelta(days=1))
    with pytest.raises(ValidationError):
        create_snapshot(officer, " ", ["2023"])


def test_codes_of_a_day_are_counted(filled, officer):
    first, second = (create_snapshot(officer, "年度", ["2023"]) for _ in range(2))
    assert (first.code[-2:], second.code[-2:]) == ("01", "02")
