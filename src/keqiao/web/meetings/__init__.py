"""Meetings: events at which two sides meet one to one, from the sign-up to what came of it."""
