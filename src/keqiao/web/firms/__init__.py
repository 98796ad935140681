"""Firms: they sign up with their organisation code, the bureau confirms, and each has one page of what concerns it."""
