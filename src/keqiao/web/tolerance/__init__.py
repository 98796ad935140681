"""Fault tolerance: cases, the negative list, decisions, their effect on runs."""
