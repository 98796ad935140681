"""A query that takes long is a line of the log, without its values."""

from __future__ import annotations

import pytest
from django.db import connection

from keqiao.web.site.slow_queries import slow_queries


@pytest.mark.django_db
@pytest.mark.parametrize(("bound", "told"), [(1, True), (60_000, False), (0, False)])
def test_only_what_takes_long_is_told(settings, caplog, monkeypatch, bound, told):
    settings.SLOW_QUERY_MS = bound
    moments = iter([0.0, 0.5])
    monkeypatch.setattr("keqiao.web.site.slow_queries.time.perf_counter", lambda: next(moments))
    with slow_queries("/registry/"), connection.cursor() as cursor:
        cursor.execute("SELECT %s", ["a secret"])
    assert ("slow query: 500 ms at /registry/: SELECT" in caplog.text) is told
    assert "a secret" not in caplog.text
