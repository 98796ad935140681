"""Final grades never change: not by objects, not by queries, not by plain SQL."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from keqiao.web.audit.frozen import Frozen
from keqiao.web.grading.models import GradeLine, Grading, Objection


@pytest.fixture
def final(runs, story):
    return story.final(runs())


def test_objects_and_queries_are_refused(final):
    line = final.lines.first()
    for change in (
        final.save,
        final.delete,
        line.save,
        line.delete,
        lambda: Grading.objects.update(title="改"),
        lambda: Grading.objects.filter(pk=final.pk).delete(),
        lambda: GradeLine.objects.update(grade_code="excellent"),
        lambda: final.lines.all().delete(),
        final.steps.first().save,
    ):
        with pytest.raises(Frozen):
            change()
    assert final.lines.count() == 10


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE grading_grading SET title = 'x'",
        "UPDATE grading_grading SET state = 'published'",
        "DELETE FROM grading_grading",
        "UPDATE grading_gradeline SET grade_code = 'excellent'",
        "DELETE FROM grading_gradeline",
        "UPDATE grading_gradingstep SET reason = 'x'",
        "DELETE FROM grading_gradingstep",
    ],
)
def test_plain_sql_is_refused(final, statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_nothing_is_added(final, officer):
    line = final.lines.first()
    with pytest.raises(DatabaseError), transaction.atomic():
        Objection.objects.create(grading=final, platform=line.platform, text="x", lodged_by=officer)
    other = Grading.objects.create(
        code="2023-G09", title="另一次", run=final.run, period="2023", basis="reported", created_by=officer
    )
    moved = GradeLine.objects.create(grading=other, platform=line.platform)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE grading_gradeline SET decision_id = %s WHERE id = %s", [final.pk, moved.pk])
    moved.delete()
    other.delete()
