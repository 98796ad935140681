"""Survey reports: a draft with bound figures becomes an official paper.

What nothing supports is marked; what contradicts is listed.
"""

from keqiao.engine.reports.amounts import printed_fact
from keqiao.engine.reports.draft import DraftError, DraftProblem, ReportDraft, read_draft
from keqiao.engine.reports.fields import BindingProblem
from keqiao.engine.reports.report_paper import BuiltReport, build_report

__all__ = [
    "BindingProblem",
    "BuiltReport",
    "DraftError",
    "DraftProblem",
    "ReportDraft",
    "build_report",
    "printed_fact",
    "read_draft",
]
