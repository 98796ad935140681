"""What stands once it is computed, decided or paid: lines, steps and payments are written once, pools close."""

from keqiao.web.audit.guards import Closing, Guard, WriteOnce

GUARD = Guard(
    "funding",
    "a computed proposal, a decided pool, its steps and payments are never changed",
    append_only=(
        "funding_poolstep",
        "funding_proposalline",
        "funding_proposalsensitivity",
        "funding_instalment",
        "funding_instalmentterm",
        "funding_payment",
        "funding_spending",
        "funding_teammember",
    ),
    closing=(
        Closing("funding_pool", "decided", (("funding_proposal", "pool_id"),)),
        Closing("funding_proposal", "computed", (("funding_proposalline", "proposal_id"),)),
        Closing("funding_teamshare", "confirmed", (("funding_teammember", "share_id"),)),
    ),
    write_once=(
        WriteOnce(
            "funding_rulesversion",
            ("code", "version", "kind", "yaml_text", "fingerprint", "uploaded_by_id", "uploaded_at"),
        ),
    ),
)
