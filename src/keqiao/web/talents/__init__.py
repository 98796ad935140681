"""Talents: how they are brought in, whether they stay, programmes for them, posts that are open."""
