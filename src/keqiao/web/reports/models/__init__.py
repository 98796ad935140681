"""Studies, their visits and questions; survey reports in sections."""

from keqiao.web.reports.models.reports import (
    ReportSection,
    ReportState,
    ReportStep,
    SectionEdition,
    SurveyReport,
)
from keqiao.web.reports.models.studies import (
    QuestionState,
    QuestionStep,
    Study,
    StudyQuestion,
    StudyVisit,
)

__all__ = [
    "QuestionState",
    "QuestionStep",
    "ReportSection",
    "ReportState",
    "ReportStep",
    "SectionEdition",
    "Study",
    "StudyQuestion",
    "StudyVisit",
    "SurveyReport",
]
