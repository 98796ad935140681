"""Amounts, points, looks and steps stand; a correction is a later row."""

from keqiao.web.audit.guards import Guard

GUARD = Guard(
    "finance",
    "an amount that was entered, a look and a step are never changed",
    append_only=(
        "finance_scienceinput",
        "finance_innovationpoints",
        "finance_financelook",
        "finance_financestep",
    ),
)
