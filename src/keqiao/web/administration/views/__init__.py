"""Pages of the administration, by subject."""
