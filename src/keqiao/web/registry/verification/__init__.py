"""From reported to verified: somebody of the bureau, other than who entered a row, stands behind it (ADR 0020)."""
