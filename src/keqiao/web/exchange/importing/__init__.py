"""Whole lists of needs or offers from Excel."""
