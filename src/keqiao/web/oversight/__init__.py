"""Findings computed from facts, recommendations, and tasks that are followed until they are closed."""
