"""Writes of this part: rule check, lock, transaction, audit entry."""
