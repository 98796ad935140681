"""Rights of the room."""

FINDINGS, DIAGNOSE = "oversight.findings", "oversight.diagnose"
VIEW, ASSIGN, HANDLE, OVERSEE = (
    "oversight.view",
    "oversight.assign",
    "oversight.handle",
    "oversight.oversee",
)
