"""What was written about changes stands; a row of a register is never replaced, and its version only grows.

A row itself changes with each correction, and reading the registers as they were known puts earlier rows in their place
for a moment (``changes/knowing.py``), so the database cannot ask for a change beside it; ``verify_audit`` does.
"""

from keqiao.web.audit.guards import Guard

REGISTERS = [
    "organisation",
    "organisationalias",
    "park",
    "cluster",
    "direction",
    "partnerfamily",
    "partner",
    "community",
    "communitymember",
    "platform",
    "formerclass",
    "qualification",
    "event",
    "agreement",
    "commitment",
    "instalment",
    "condition",
    "contact",
    "firm",
    "firmcertificate",
    "firmreport",
    "incubationlink",
    "equityevent",
    "fundingdeal",
    "governanceitem",
    "equipment",
    "equipmentuse",
    "patent",
    "patentowner",
    "techcontract",
    "contractreceipt",
    "patenttransfer",
    "project",
    "projectparticipation",
    "projectreceipt",
    "person",
    "engagement",
    "sitemonths",
    "talentaward",
]

BESIDE = (
    "region",
    "platform_clusters",
    "platform_directions",
    "platform_partners",
    "agreement_parties",
    "changeset",
    "change",
    "verification",
    "verificationline",
)
"""What derived figures are computed from beside the rows of registers."""

GUARD = Guard(
    "registry",
    "changes of the registers are append-only, and rows are not replaced",
    append_only=(
        "registry_changeset",
        "registry_change",
        "registry_verification",
        "registry_verificationline",
        "registry_samplefinding",
    ),
    growing=tuple((f"registry_{name}", "version") for name in REGISTERS),
    revised=tuple(f"registry_{name}" for name in (*REGISTERS, *BESIDE)),
)
