"""Rights of the room."""

FINDINGS, DIAGNOSE = "oversight.findings", "oversight.diagnose"
