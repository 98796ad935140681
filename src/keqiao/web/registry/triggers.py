"""What was written about changes stands; a row of a register is never replaced, and its version only grows.

A row itself changes with each correction, and reading the registers as they were known puts earlier rows in their place
for a moment (``changes/as_of.py``), so the database cannot ask for a change beside it; ``verify_audit`` does.
"""

from django.apps import apps

from keqiao.web.audit.guards import Guard, RevisedTable
from keqiao.web.audit.guards.ways import way

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
    "shareholder",
    "capitalmovement",
    "jointbody",
    "jointparty",
    "jointentry",
    "fund",
    "fundpartner",
    "fundflow",
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
    "pipelineproject",
    "representativework",
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

WAYS = {
    "firm": ("equity_events__platform",),
    "organisation": (
        "firm__incubation_links__platform",
        "firm__equity_events__platform",
        "bought_contracts__platform",
    ),
}
"""Ways to the platforms whose figures a row enters, beside the one by which it belongs to a platform."""


def _revised(name: str) -> RevisedTable:
    """A table whose writes count for the platforms that its rows lead to, where they lead to any."""
    model = apps.get_model("registry", name)
    path = getattr(model, "platform_path", None)
    paths = (*([path] if path else []), *WAYS.get(name, ()))
    return RevisedTable(model._meta.db_table, tuple(way(model, path) for path in paths))


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
    revised=tuple(map(_revised, (*REGISTERS, *BESIDE))),
)
