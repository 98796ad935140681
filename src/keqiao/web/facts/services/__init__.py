"""Writes of the facts room: each checks the right, writes in one transaction, and leaves an audit entry."""

from keqiao.web.facts.checks import Doubtful
from keqiao.web.facts.services.evidence import Examined, examine, own_file, store_evidence, use_evidence
from keqiao.web.facts.services.measures import load_measures
from keqiao.web.facts.services.proposals import confirm, propose, refuse, withdraw
from keqiao.web.facts.services.row_evidence import attach_to_rows, take_from_row
from keqiao.web.facts.services.snapshots import (
    SnapshotVerification,
    create_snapshot,
    recompute_snapshot,
    verify_snapshot,
)

__all__ = [
    "Doubtful",
    "Examined",
    "SnapshotVerification",
    "attach_to_rows",
    "confirm",
    "create_snapshot",
    "examine",
    "load_measures",
    "own_file",
    "propose",
    "recompute_snapshot",
    "refuse",
    "store_evidence",
    "take_from_row",
    "use_evidence",
    "verify_snapshot",
    "withdraw",
]
