"""Upward calls (向上争取): read from a notice, published, told to whom they fit, followed to the money."""
