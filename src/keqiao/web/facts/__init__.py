"""Measures, facts, evidence, snapshots."""
