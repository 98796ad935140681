"""Writes of the room: each checks the right and the state, writes in a transaction, keeps a step and an audit entry."""
