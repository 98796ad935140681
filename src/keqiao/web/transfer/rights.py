"""Rights of the room."""

VIEW = "transfer.view"
"""Capital of firms, funds, joint bodies: as far as the rows of the registers reach."""
VIEW_INCOME, PREPARE, DECIDE = "transfer.view_income", "transfer.prepare", "transfer.decide"
"""Distributions of income: to read, to prepare and pay, to decide."""
