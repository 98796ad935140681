"""Pages where officers keep the checks."""
