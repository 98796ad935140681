"""Programmes of support as documents with versions; whom each fits, why not, how far off, what is still unknown."""
