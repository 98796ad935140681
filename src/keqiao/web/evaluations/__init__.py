"""Evaluations: scheme versions, runs over a frozen snapshot, and the pages that say why."""
