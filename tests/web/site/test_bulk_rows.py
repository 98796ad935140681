"""Rows written as columns are those that were given, whatever a text holds."""

from __future__ import annotations

import polars as pl
import pytest
from django.db import IntegrityError, transaction

from keqiao.web.audit.models import TableRevision
from keqiao.web.jobs.models import DailyRun, Heartbeat
from keqiao.web.site.bulk_rows import insert

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
TEXTS = ["", 'a "quoted", text', "\\N", "一行\n又一行", "\t", "NULL", " a ", "0012"]


def test_texts_come_as_they_are():
    insert(TableRevision, pl.DataFrame({"name": TEXTS, "number": range(8)}))
    assert list(TableRevision.objects.order_by("number").values_list("name", flat=True)) == TEXTS


def test_nothing_is_nothing():
    moments = ["2024-01-01 00:00:00", None]
    rows = {
        "name": ["", "b"],
        "day": ["2024-01-01"] * 2,
        "started_at": moments[:1] * 2,
        "finished_at": moments,
    }
    insert(DailyRun, pl.DataFrame(rows))
    assert [run.finished_at is None for run in DailyRun.objects.order_by("name")] == [False, True]


def test_what_the_database_refuses_is_refused_as_a_whole():
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Heartbeat, pl.DataFrame({"part": ["a", "b", "a"], "at": ["2024-01-01 00:00:00"] * 3}))
    assert not Heartbeat.objects.exists()


def test_no_rows_are_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert(Heartbeat, pl.DataFrame(schema={"part": pl.String, "at": pl.String}))
