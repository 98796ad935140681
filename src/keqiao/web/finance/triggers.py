"""Amounts stand; a correction is a later row."""

from keqiao.web.audit.guards import Guard

GUARD = Guard("finance", "an amount that was entered is never changed", append_only=("finance_scienceinput",))
