"""The demonstration's second year: 2025, lived by the services that people use, in the order in which it happened.

The first year ends in April 2025, with the grades of 2024 in their publicity and one objection. From there: the
objection is upheld and the grades become final; money follows them, with what the pool before left over; the indicator
system gets a version for 2025; an agreement is amended, a platform is merged into another and one ends; a clerk leaves;
an audit puts a grade right after the money was decided; last year's tasks are answered or stay; firms' needs are
surveyed. In 2026 the figures of 2025 come in, are graded and shared out, and a second survey report is drawn up.

It is not told by ``keqiao demo`` unless asked for (``--second-year``): the published figures are those of the first.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from keqiao.web.facts.models import Snapshot

from .changes import change_people_and_platforms, change_the_scheme
from .corrections import answer_the_objection, put_a_grade_right
from .figures import enter_register_rows, fill_in_the_year, rate_results
from .follow_up import answer_tasks, survey_needs
from .money import carry_the_pool_over, share_out_the_year
from .results import draw_up_the_second_report, grade_the_year

BEGIN = datetime(2025, 4, 21, 2, tzinfo=UTC)
"""The present of the first year, where the second one is told."""
END = datetime(2026, 6, 30, tzinfo=UTC)
"""Everything was told by then."""
SNAPSHOT = "demo-2025"

STEPS: tuple[tuple[str, Callable[[], None]], ...] = (
    ("The objection of the first year", answer_the_objection),
    ("Money of the second year", carry_the_pool_over),
    ("Scheme and agreements of the second year", change_the_scheme),
    ("People and platforms of the second year", change_people_and_platforms),
    ("Tasks and needs of the second year", answer_tasks),
    ("Tasks and needs of the second year", survey_needs),
    ("A grade put right", put_a_grade_right),
    ("Figures of the second year", enter_register_rows),
    ("Figures of the second year", rate_results),
    ("Figures of the second year", fill_in_the_year),
    ("Grades of the second year", grade_the_year),
    ("Money of the second year", share_out_the_year),
    ("The second survey report", draw_up_the_second_report),
)


def tell(progress: Callable[[float, str], None]) -> None:
    """Tell the second year on from the first; ``progress`` is told the part that is done and what comes."""
    for number, (words, step) in enumerate(STEPS):
        progress(number / len(STEPS), words)
        step()


def is_told() -> bool:
    """Whether the city of the database has lived its second year."""
    return Snapshot.objects.filter(code=SNAPSHOT).exists()


__all__ = ["BEGIN", "END", "is_told", "tell"]
