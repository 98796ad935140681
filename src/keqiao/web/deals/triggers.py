"""Steps of deals stand; figures are derived from deals and what belongs to them."""

from keqiao.web.audit.guards import Guard, RevisedTable

GUARD = Guard(
    "deals",
    "steps of a deal are never changed",
    append_only=("deals_dealstep",),
    revised=(
        RevisedTable("deals_deal"),
        RevisedTable("deals_dealanswer"),
        RevisedTable("deals_dealpayment"),
        RevisedTable("deals_dealrating"),
        RevisedTable("deals_dealstep"),
    ),
)
