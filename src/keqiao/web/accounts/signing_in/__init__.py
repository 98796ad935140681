"""Signing in: locks, passwords, second factors, sessions. Administration of accounts is the neighbour's."""
