"""Tables of the room."""

from keqiao.web.oversight.models.diagnoses import Diagnosis, DiagnosisLine

__all__ = ["Diagnosis", "DiagnosisLine"]
