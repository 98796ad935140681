"""Template tags of the evaluations room."""
