"""Survey reports and short papers: a draft with bound figures, or a Word template, becomes an official paper.

What nothing supports is marked; what contradicts is listed.
"""

from keqiao.engine.reports.amounts import printed_fact
from keqiao.engine.reports.draft import DraftError, DraftProblem, ReportDraft, read_draft
from keqiao.engine.reports.fields import BindingProblem
from keqiao.engine.reports.filled_template import TemplateRefused, fill_template
from keqiao.engine.reports.paper_kinds import KINDS, PaperKind, figure_fields
from keqiao.engine.reports.report_paper import BuiltReport, build_report
from keqiao.engine.reports.short_papers import (
    FittedPaper,
    PaperBlock,
    PaperTable,
    ShortPaper,
    fitted,
    page_count,
)
from keqiao.engine.reports.starter_templates import sample, starter_template
from keqiao.engine.reports.template_fields import TemplateField, TemplateFields, TemplateProblem
from keqiao.engine.reports.word_template import WordTemplate, read_template

__all__ = [
    "KINDS",
    "BindingProblem",
    "BuiltReport",
    "DraftError",
    "DraftProblem",
    "FittedPaper",
    "PaperBlock",
    "PaperKind",
    "PaperTable",
    "ReportDraft",
    "ShortPaper",
    "TemplateField",
    "TemplateFields",
    "TemplateProblem",
    "TemplateRefused",
    "WordTemplate",
    "build_report",
    "figure_fields",
    "fill_template",
    "fitted",
    "page_count",
    "printed_fact",
    "read_draft",
    "read_template",
    "sample",
    "starter_template",
]
