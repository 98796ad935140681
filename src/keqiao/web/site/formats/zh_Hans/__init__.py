"""Formats for Chinese."""
