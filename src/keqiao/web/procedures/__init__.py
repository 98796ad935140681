"""Procedures: what can be done to a row in which state, by whom, and why not; declared once, done through one frame."""
