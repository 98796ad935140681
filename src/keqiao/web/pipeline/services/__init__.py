"""Writes: each checks who may do it now, writes in a transaction, leaves a step and an audit entry."""
