"""Writes of deals."""
