"""What stands once it is computed or decided: lines and steps are written once, decided pools are closed."""

from keqiao.web.audit.guards import Closing, Guard

GUARD = Guard(
    "funding",
    "a computed proposal, a decided pool and their steps are never changed",
    append_only=("funding_poolstep", "funding_proposalline", "funding_proposalsensitivity"),
    closing=(
        Closing("funding_pool", "decided", (("funding_proposal", "pool_id"),)),
        Closing("funding_proposal", "computed", (("funding_proposalline", "proposal_id"),)),
    ),
)
