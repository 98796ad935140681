"""Tables: versions of programmes, what subjects answered, whom each programme fits."""

from keqiao.web.programmes.models.answers import SubjectAnswer
from keqiao.web.programmes.models.programmes import ApplicantKind, ProgrammeProposal, ProgrammeVersion
from keqiao.web.programmes.models.results import Assessment, ProgrammeResult, ResultState

__all__ = [
    "ApplicantKind",
    "Assessment",
    "ProgrammeProposal",
    "ProgrammeResult",
    "ProgrammeVersion",
    "ResultState",
    "SubjectAnswer",
]
