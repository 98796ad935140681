"""Patents, projects and contracts, and what was received for them."""

from __future__ import annotations

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from keqiao.web.registry import models
from keqiao.web.registry.registers.definition import ReferringColumn, Register
from keqiao.web.registry.registers.paths import ALIASES

_OWNERS = (
    ReferringColumn(
        "owners",
        lambda: _("Owners"),
        (
            Prefetch(
                "owners", models.PatentOwner.objects.current().select_related("platform", "organisation")
            ),
        ),
        lambda row: _(", ").join(str(owner.platform or owner.organisation) for owner in row.owners.all()),
    ),
)

OUTPUTS = (
    Register(
        "patents",
        models.Patent,
        "outputs",
        ("application_no", "title", "kind", "filed_on", "granted_on", "ended_on", "status", "ipc", "source"),
        ("application_no",),
        ("", "owners__platform"),
        ("kind", "status"),
        _OWNERS,
    ),
    Register(
        "patent-owners",
        models.PatentOwner,
        "outputs",
        ("patent", "platform", "organisation", "source"),
        ("patent", "platform", "organisation"),
        ("patent", *ALIASES),
        ("platform",),
    ),
    Register(
        "patent-transfers",
        models.PatentTransfer,
        "outputs",
        ("patent", "contract", "kind", "on", "source"),
        ("patent", "kind", "on"),
        ("patent", "contract"),
        ("kind",),
    ),
    Register(
        "projects",
        models.Project,
        "outputs",
        ("number", "title", "title_en", "level", "started_on", "ended_on", "status", "source"),
        ("number",),
        ("", "participations__platform"),
        ("level", "status"),
    ),
    Register(
        "participations",
        models.ProjectParticipation,
        "outputs",
        ("project", "platform", "role", "granted", "source"),
        ("project", "platform"),
        ("project", *ALIASES),
        ("platform", "role"),
    ),
    Register(
        "project-receipts",
        models.ProjectReceipt,
        "outputs",
        ("participation", "received_on", "amount", "source"),
        (),
        ("participation__project", "participation__platform"),
        ("participation__platform",),
    ),
    Register(
        "pipeline-projects",
        models.PipelineProject,
        "outputs",
        (
            "number",
            "title",
            "title_en",
            "platform",
            "field",
            "origin",
            "firm",
            "readiness",
            "budget",
            "proposed_on",
            "aim",
            "source",
        ),
        ("number",),
        ("", *ALIASES),
        ("platform", "field"),
    ),
    Register(
        "representative-works",
        models.RepresentativeWork,
        "outputs",
        ("platform", "year", "number", "title", "kind", "finished_on", "effect", "users", "source"),
        ("platform", "year", "number"),
        ("", *ALIASES),
        ("platform", "year", "kind"),
    ),
    Register(
        "contracts",
        models.TechContract,
        "outputs",
        (
            "registration_no",
            "title",
            "kind",
            "buyer",
            "platform",
            "buyer_local",
            "cluster",
            "amount",
            "tech_amount",
            "signed_on",
            "registered_on",
            "source",
        ),
        ("registration_no",),
        ("", "buyer", *ALIASES),
        ("platform", "kind", "cluster"),
    ),
    Register(
        "contract-receipts",
        models.ContractReceipt,
        "outputs",
        ("contract", "received_on", "amount", "source"),
        (),
        ("contract", "contract__platform"),
        ("contract__platform",),
    ),
)
