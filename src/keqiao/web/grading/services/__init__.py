"""Writes of gradings: each checks right and state, writes in one transaction, leaves a step and an audit entry."""
