"""Studies, their visits and questions; survey reports in sections; media coverage and approved paragraphs."""

from keqiao.web.reports.models.coverage import MediaStory, StoryState, StoryStep
from keqiao.web.reports.models.paragraphs import ApprovedParagraph, ParagraphState, ParagraphStep
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
    "ApprovedParagraph",
    "MediaStory",
    "ParagraphState",
    "ParagraphStep",
    "QuestionState",
    "QuestionStep",
    "ReportSection",
    "ReportState",
    "ReportStep",
    "SectionEdition",
    "StoryState",
    "StoryStep",
    "Study",
    "StudyQuestion",
    "StudyVisit",
    "SurveyReport",
]
