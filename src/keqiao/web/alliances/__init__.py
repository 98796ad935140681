"""Alliances: members, secretary, charter, calendar, minutes, decisions, and whether they really meet."""
