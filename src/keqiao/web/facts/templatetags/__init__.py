"""Template tags of the facts room."""
