"""Writes of the returns room: each asks ``states``, writes in one transaction, keeps the step and an audit entry."""
