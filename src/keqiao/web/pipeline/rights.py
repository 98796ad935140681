"""Rights of the room."""

VIEW, CONDUCT, DECIDE = "pipeline.view", "pipeline.conduct", "pipeline.decide"
"""Projects and their gates: to read, to bring before a gate, to decide."""
