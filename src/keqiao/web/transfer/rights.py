"""Rights of the room."""

VIEW = "transfer.view"
"""Capital of firms, funds, joint bodies: as far as the rows of the registers reach."""
