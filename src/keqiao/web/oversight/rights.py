"""Rights of the room."""

FINDINGS, DIAGNOSE = "oversight.view_findings", "oversight.diagnose"
VIEW, ASSIGN, HANDLE, OVERSEE = (
    "oversight.view",
    "oversight.assign",
    "oversight.handle",
    "oversight.oversee",
)
