"""Every protected row of the demonstration city is vouched for, and whatever is done to one by plain SQL is found."""

import json
import shutil
from pathlib import Path

import pytest
from django.db import connection, models, transaction
from tests.web.conftest import triggers_off

from keqiao.web.audit.models import Entry
from keqiao.web.audit.row_check import RowFlaw, check_rows, protected_tables
from keqiao.web.audit.rows import columns_of, model_of
from keqiao.web.audit.verification import examine
from keqiao.web.facts.models import Evidence, SnapshotFigure

NUMBERS = ("DecimalField", "FloatField")
WORDS = ("CharField", "TextField")
COUNTS = ("PositiveIntegerField", "PositiveSmallIntegerField", "PositiveBigIntegerField")


@pytest.fixture
def tampering(request, demonstration, settings):
    """Plain SQL without triggers (those of the ``table`` that a test names), taken back after the test."""
    settings.MEDIA_ROOT = demonstration.media
    settings.AUDIT_HEADS = demonstration.heads
    named = request.node.callspec.params if hasattr(request.node, "callspec") else {}
    with triggers_off(*([named["table"]] if "table" in named else [])):
        yield


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def vouched_row(table: str):
    """A row of the table that stands, or None."""
    texts = Entry.objects.exclude(rows_text="").values_list("rows_text", flat=True)
    known = {key for text in texts for key in json.loads(text).get(table, {})}
    rows = model_of(table)._base_manager.order_by("pk")[:500]
    return next((row for row in rows if str(row.pk) in known), None)


def change(row: models.Model) -> str:
    """A statement that changes one covered value: an amount, else words, else a number, else what it points at."""
    table, covered = row._meta.db_table, columns_of(row._meta.db_table)
    fields = [
        field
        for field in row._meta.concrete_fields
        if field.column in covered
        and field.column != "state"
        and getattr(row, field.attname) not in (None, "")
    ]
    for kinds, value in ((NUMBERS, '"{0}" + 0.01'), (WORDS, "'x'"), (COUNTS, '"{0}" + 77')):
        for field in fields:
            if field.get_internal_type() in kinds and not field.choices:
                return (
                    f'UPDATE {table} SET "{field.column}" = {value.format(field.column)} WHERE id = {row.pk}'
                )
    key = next(field for field in fields if isinstance(field, models.ForeignKey))
    return f'UPDATE {table} SET "{key.column}" = 0 WHERE id = {row.pk}'


def test_everything_is_vouched_for(tampering):
    result = check_rows()
    assert result.broken == []
    assert result.checked > 10_000
    assert examine().ok


def test_no_row_was_left_to_the_commit(tampering):
    """Every act of the product writes its entry itself."""
    assert not Entry.objects.filter(action="audit.rows").exists()


@pytest.mark.parametrize("table", protected_tables())
def test_a_changed_and_a_removed_row_are_found(tampering, table: str):
    row = vouched_row(table)
    if row is None:
        pytest.skip("the demonstration has no such row")
    for statement, flaw in (
        (change(row), RowFlaw.CHANGED),
        (f"DELETE FROM {table} WHERE id = {row.pk}", RowFlaw.REMOVED),
    ):
        with transaction.atomic():
            sql(statement)
            found = [(one.key, one.flaw) for one in check_rows({table}).broken if one.flaw != RowFlaw.FILE]
            assert found == [(str(row.pk), flaw)], statement
            transaction.set_rollback(True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE facts_snapshotfigure SET value = value + 1 WHERE id = {id}",
        "UPDATE facts_snapshotfigure SET row_ids = '[0]' WHERE id = {id}",
        "DELETE FROM facts_snapshotfigure WHERE id = {id}",
        "INSERT INTO facts_snapshotfigure (snapshot_id, measure_id, definition_id, period, basis, value, row_ids,"
        " row_model) SELECT snapshot_id, measure_id, definition_id, '1999', basis, value, row_ids, row_model"
        " FROM facts_snapshotfigure WHERE id = {id}",
    ],
)
def test_sealed_rows_are_found_by_the_hash_of_their_owner(tampering, statement: str):
    figure = SnapshotFigure.objects.filter(value__isnull=False).order_by("pk")[0]
    sql(statement.format(id=figure.pk))
    broken = check_rows({"facts_snapshotfigure"}).broken
    assert [(one.table, one.key, one.flaw) for one in broken] == [
        ("facts_snapshot", str(figure.snapshot_id), RowFlaw.SEAL)
    ]
    assert Entry.objects.get(number=broken[0].entry).action == "facts.freeze"


@pytest.mark.parametrize(
    "table", ["facts_fact", "funding_payment", "returns_cell", "evaluations_schemeversion"]
)
def test_the_tables_that_matter_most_are_among_them(tampering, table: str):
    assert vouched_row(table) is not None


@pytest.mark.parametrize(("table", "column"), [("facts_fact", "value"), ("funding_payment", "amount")])
def test_a_replaced_row_is_found(tampering, table: str, column: str):
    """security.md no. 8, with the guards out of the way."""
    if connection.vendor != "sqlite":
        pytest.skip("no other database replaces rows")
    row = vouched_row(table)
    names = [field.column for field in row._meta.concrete_fields]
    values = ", ".join("777777" if name == column else f'"{name}"' for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    sql(f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {values} FROM {table} WHERE id = {row.pk}")
    assert [(one.key, one.flaw) for one in check_rows({table}).broken] == [(str(row.pk), RowFlaw.CHANGED)]


def test_a_fact_slipped_in_is_found(tampering):
    row = vouched_row("facts_fact")
    values = {field.column: f'"{field.column}"' for field in row._meta.concrete_fields}
    values |= {"id": "999999", "period": "'2031'", "supersedes_id": "NULL"}
    selected = f"SELECT {', '.join(values.values())} FROM facts_fact WHERE id = {row.pk}"
    sql(f"INSERT INTO facts_fact ({', '.join(values)}) {selected}")
    assert [(one.key, one.flaw) for one in check_rows({"facts_fact"}).broken] == [
        ("999999", RowFlaw.UNVOUCHED)
    ]


def test_a_form_put_back_to_draft_by_hand_is_found(tampering):
    """As an unlock would, but without one: cells would then be free to change."""
    row = vouched_row("returns_return")
    sql(f"UPDATE returns_return SET state = 'draft', version = version + 1 WHERE id = {row.pk}")
    assert (str(row.pk), RowFlaw.CHANGED) in [
        (one.key, one.flaw) for one in check_rows({"returns_return"}).broken
    ]


def test_a_changed_and_a_missing_file_are_found(tampering, settings, tmp_path):
    settings.MEDIA_ROOT = shutil.copytree(settings.MEDIA_ROOT, tmp_path / "city")
    evidence = Evidence.objects.order_by("pk")[0]
    path = Path(evidence.file.path)
    content = path.read_bytes()
    for act in (lambda: path.write_bytes(content + b" "), path.unlink):
        act()
        found = [(one.key, one.flaw, one.more) for one in check_rows({"facts_evidence"}).broken]
        assert found == [(str(evidence.pk), RowFlaw.FILE, evidence.file.name)]
