"""Panels for programs: those who run or audit them see all, an expert the own ones once they are open."""

from __future__ import annotations

from tests.web.api_reading import ask


def test_panels_are_for_whom_runs_audits_or_sits_on_them(bench, scoring, user_with):
    for user in (bench.officer, bench.auditor, bench.experts[0]):
        (row,) = ask(user, "/panels/")["rows"]
        assert (row["code"], row["state"]) == (scoring.code, "scoring")
        assert row["subjects"] == scoring.subjects.count()
        assert row["subject_kind"] == "platform"
        assert row["experts"] == scoring.seats.count()
    assert ask(user_with("expert", username="outsider"), "/panels/")["total"] == 0
    assert ask(bench.officer, "/panels/", state="closed")["total"] == 0
