"""Notices to people: what happened that concerns them, on a page, in the head of every page, and by e-mail."""
