"""Programmes as data: whom they fit, why not, how far off, and what is still unknown."""

from keqiao.engine.eligibility.awards import AwardEntry, with_awards
from keqiao.engine.eligibility.benefits import ComputedBenefit, benefits, places
from keqiao.engine.eligibility.candidates import CallFit, fit, fit_all
from keqiao.engine.eligibility.checks import check
from keqiao.engine.eligibility.compiled_programme import CompiledProgramme, compiled
from keqiao.engine.eligibility.days import day_of, with_days
from keqiao.engine.eligibility.distance import Distances, NeededChange, SubjectDistance, distances
from keqiao.engine.eligibility.explanation import explain_programme
from keqiao.engine.eligibility.figures import ComparedFigures, compared_figures
from keqiao.engine.eligibility.programme import AS_OF, SupportProgramme
from keqiao.engine.eligibility.programme_files import (
    PROGRAMMES,
    ProgrammeError,
    fingerprint,
    load_programme,
    packaged_programmes,
    read_programme,
)
from keqiao.engine.eligibility.subject_words import TRUTHS, SubjectWords, change_words
from keqiao.engine.eligibility.unknowns import OpenFigure, SettlingFigure, most_settling, open_figures
from keqiao.engine.eligibility.verdicts import (
    STATE_NAMES,
    EligibilityState,
    Judgement,
    changed,
    judge,
    truths,
)
from keqiao.engine.eligibility.versions import (
    ChangedDecision,
    PastDecision,
    changed_decisions,
    in_force,
    validity_findings,
)

__all__ = [
    "AS_OF",
    "PROGRAMMES",
    "STATE_NAMES",
    "TRUTHS",
    "AwardEntry",
    "CallFit",
    "ChangedDecision",
    "ComparedFigures",
    "CompiledProgramme",
    "ComputedBenefit",
    "Distances",
    "EligibilityState",
    "Judgement",
    "NeededChange",
    "OpenFigure",
    "PastDecision",
    "ProgrammeError",
    "SettlingFigure",
    "SubjectDistance",
    "SubjectWords",
    "SupportProgramme",
    "benefits",
    "change_words",
    "changed",
    "changed_decisions",
    "check",
    "compared_figures",
    "compiled",
    "day_of",
    "distances",
    "explain_programme",
    "fingerprint",
    "fit",
    "fit_all",
    "in_force",
    "judge",
    "load_programme",
    "most_settling",
    "open_figures",
    "packaged_programmes",
    "places",
    "read_programme",
    "truths",
    "validity_findings",
    "with_awards",
    "with_days",
]
