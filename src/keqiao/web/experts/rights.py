"""Rights that panels ask for."""

DECIDE, SCORE, DRAFTS = "evaluations.decide", "evaluations.score", "evaluations.view_drafts"
READING = (DECIDE, DRAFTS, SCORE)
"""Rights of those who may open a panel at all; what they see of it, its visibility says."""
