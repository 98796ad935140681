"""Pages of projects and gates."""
