"""Template tags of the charts room."""
