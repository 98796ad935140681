"""Cockpit and role home pages; read only."""
