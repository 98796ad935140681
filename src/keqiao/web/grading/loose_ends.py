"""What a grading may not pass over when it goes on: accepted cases of fault tolerance that its run does not have, and
upheld objections whose figures a new run leaves as they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from keqiao.web.evaluations import selectors as evaluations
from keqiao.web.evaluations.models import Run
from keqiao.web.grading.models import Grading, Objection
from keqiao.web.grading.selectors import waiting_for_a_run
from keqiao.web.tolerance.models import ToleranceCase


def cases_without_a_run(grading: Grading) -> list[ToleranceCase]:
    """Return the accepted cases of the grading's system and period that its run neither took in nor left out."""
    options = grading.run.options
    known = {case["case"] for key in ("tolerance", "tolerance_left_out") for case in options.get(key, ())}
    accepted = ToleranceCase.objects.filter(
        state=ToleranceCase.State.ACCEPTED, scheme_code=grading.run.scheme.code, period=grading.period
    )
    return [case for case in accepted.select_related("platform").order_by("code") if case.code not in known]


def cases_in_words(cases: Sequence[ToleranceCase]) -> str:
    """Say that cases were accepted which the run of a grading does not have; empty where there are none."""
    if not cases:
        return ""
    names = _(", ").join(f"{case.code} {case.platform}" for case in cases)
    return _(
        "Accepted cases of fault tolerance are not in the run that the grades stand on: %(names)s. "
        "Take a run made after them as the ground (before the publicity: withdraw and begin from such a run)."
    ) % {"names": names}


def unmoved(grading: Grading, run: Run) -> list[str]:
    """Say of each upheld objection that waits for a run that ``run`` leaves what it is about as it was: all the
    indicators it names, or where it names none all of its platform.
    """
    waiting = waiting_for_a_run(grading)
    if not waiting:
        return []
    old = evaluations.reading(grading.run, grading.period, grading.basis)
    new = evaluations.reading(run, grading.period, grading.basis)
    loose = []
    for objection in waiting:
        codes = _codes(objection, old.node)
        code = objection.platform.code
        marks = [(old.mark(code, node), new.mark(code, node)) for node in codes]
        if all((one.raw, one.score) == (two.raw, two.score) for one, two in marks):
            names = _(", ").join(old.node[node].title for node in codes) if objection.indicators else ""
            loose.append(
                _(
                    "%(platform)s %(indicators)s: the same as before the objection; "
                    "the figures have not been corrected."
                )
                % {"platform": objection.platform, "indicators": names}
            )
    return loose


def _codes(objection: Objection, nodes: Iterable[str]) -> list[str]:
    known = list(nodes)
    return [code for code in known if code in objection.indicators] or known
