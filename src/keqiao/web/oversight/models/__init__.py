"""Tables of the room."""

from keqiao.web.oversight.models.diagnoses import Diagnosis, DiagnosisLine
from keqiao.web.oversight.models.recommendations import Recommendation, RecommendationOrigin
from keqiao.web.oversight.models.task_parts import (
    ReplyClass,
    Satisfaction,
    TaskExtension,
    TaskFact,
    TaskRating,
    TaskReply,
    TaskStep,
)
from keqiao.web.oversight.models.tasks import OPEN_STATES, Task, TaskState

__all__ = [
    "OPEN_STATES",
    "Diagnosis",
    "DiagnosisLine",
    "Recommendation",
    "RecommendationOrigin",
    "ReplyClass",
    "Satisfaction",
    "Task",
    "TaskExtension",
    "TaskFact",
    "TaskRating",
    "TaskReply",
    "TaskState",
    "TaskStep",
]
