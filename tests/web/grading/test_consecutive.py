"""Two years running 不合格: by the final grades of earlier years, beside what the run sees."""

from __future__ import annotations

from keqiao.web.grading.selectors import lines_of


def outcome(grading, code):
    return lines_of(grading).get(platform__code=code).outcomes


def test_the_run_alone_speaks_where_nothing_was_decided(runs, story):
    grading = story.begun(runs(years=("2023", "2024")))
    (found,) = outcome(grading, "P09")
    assert (found["zh"], found["by_run"], found["by_final"]) == ("约谈整改或退出", True, True)
    assert found["held"][0]["source"] == grading.run.code
    assert outcome(grading, "P07") == []


def test_the_final_grade_of_the_year_before_counts(runs, story):
    """In 2023 the meeting had raised P09: nothing follows, though the run sees two years. P07 is the other way."""
    earlier = story.final(
        runs(years=("2023",)), "2023", 0, {"P09": ("pass", "已整改"), "P07": ("fail", "弄虚作假")}
    )
    grading = story.consulted(runs(years=("2023", "2024")), "2024", 30, changes={"P07": ("fail", "仍未整改")})
    (found,) = outcome(grading, "P09")
    assert (found["by_run"], found["by_final"]) == (True, False)
    assert (found["held"][0]["source"], found["held"][0]["zh"]) == (earlier.code, "合格")
    (found,) = outcome(grading, "P07")
    assert (found["by_run"], found["by_final"]) == (False, True)


def test_a_run_of_one_year_knows_the_year_before_by_its_final_grades(runs, story):
    story.final(runs(years=("2023",)), "2023", 0)
    grading = story.final(runs(), "2024", 30)
    (found,) = outcome(grading, "P09")
    assert (found["by_run"], found["by_final"]) == (False, True)
