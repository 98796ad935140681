"""Pages of the facts room."""
