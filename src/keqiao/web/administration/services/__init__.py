"""Writes of the administration, by subject: rule check, transaction, audit entry."""
