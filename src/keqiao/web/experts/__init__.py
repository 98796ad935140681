"""Experts' panels: seats, conflicts of interest, scores in two rounds, the result as facts."""
