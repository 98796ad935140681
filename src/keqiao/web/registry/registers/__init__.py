"""Every register by the key in its address."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from keqiao.web.registry import models
from keqiao.web.registry.registers.definition import Beside, Register

GROUPS = {
    "platforms": gettext_lazy("Platforms and their agreements"),
    "people": gettext_lazy("People and talents"),
    "outputs": gettext_lazy("Patents, projects, contracts"),
    "firms": gettext_lazy("Firms"),
    "reference": gettext_lazy("Organisations and reference data"),
}
"""Groups of registers in the order of their page."""

_ALIASES = ("platform", "platform__organisation", "platform__organisation__aliases")
_OWNERS = (
    Beside(
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
_FIRM = ("firm__organisation", "firm__organisation__aliases")

_ALL = (
    Register(
        "platforms", models.Platform, "platforms",
        ("organisation", "code", "short_name", "short_name_en", "level", "type", "stage", "settled_on",
         "settled_precision", "operating_since", "park", "unit", "directions", "research_direction",
         "research_direction_en", "market_direction", "market_direction_en", "clusters", "partners", "summary",
         "summary_en", "valid_from", "valid_to", "source"),
        ("code",), ("", "organisation", "organisation__aliases"), ("level", "type", "stage", "park"),
    ),
    Register(
        "former-classes", models.FormerClass, "platforms",
        ("platform", "level", "type", "stage", "valid_from", "valid_to", "source"),
        ("platform", "valid_from"), _ALIASES, ("platform", "level", "type", "stage"),
    ),
    Register(
        "agreements", models.Agreement, "platforms",
        ("platform", "title", "title_en", "number", "amends", "parties", "signed_on", "ends_on", "source"),
        ("platform", "title", "signed_on"), ("", *_ALIASES), ("platform",),
    ),
    Register(
        "commitments", models.Commitment, "platforms",
        ("agreement", "party", "item", "item_en", "measure_code", "target", "unit", "year", "due_on", "delivered",
         "delivered_on", "responsible", "source"),
        ("agreement", "party", "item", "year"), ("", "agreement"), ("agreement__platform", "party", "year"),
    ),
    Register(
        "instalments", models.Instalment, "platforms",
        ("agreement", "number", "amount", "condition", "due_on", "paid_on", "paid_amount", "voucher", "source"),
        ("agreement", "number"), ("agreement",), ("agreement__platform",),
    ),
    Register(
        "conditions", models.Condition, "platforms",
        ("agreement", "kind", "text", "text_en", "source"),
        (), ("", "agreement"), ("agreement__platform", "kind"),
    ),
    Register(
        "contacts", models.Contact, "platforms",
        ("platform", "partner", "on", "kind", "subject", "outcome", "satisfaction", "source"),
        ("platform", "on", "subject"), ("", *_ALIASES), ("platform", "kind"),
    ),
    Register(
        "qualifications", models.Qualification, "platforms",
        ("platform", "name", "name_en", "kind", "level", "issuer", "granted_on", "expires_on", "document_no", "points",
         "source"),
        ("platform", "name", "granted_on"), ("", *_ALIASES), ("platform", "kind", "level"),
    ),
    Register(
        "governance", models.GovernanceItem, "platforms",
        ("platform", "kind", "title", "state", "head", "detail", "document_no", "valid_from", "valid_to", "source"),
        ("platform", "kind", "title", "valid_from"), ("", *_ALIASES), ("platform", "kind", "state"),
    ),
    Register(
        "equipment", models.Equipment, "platforms",
        ("platform", "asset_no", "name", "name_en", "model", "original_value", "in_use_from", "scrapped_on", "shared",
         "hours_available", "source"),
        ("platform", "asset_no"), ("", *_ALIASES), ("platform", "shared"),
    ),
    Register(
        "equipment-use", models.EquipmentUse, "platforms",
        ("equipment", "year", "hours", "hours_for_others", "users", "income", "source"),
        ("equipment", "year"), ("equipment",), ("equipment__platform", "year"),
    ),
    Register(
        "events", models.Event, "platforms",
        ("platform", "kind", "title", "title_en", "on", "precision", "source"),
        ("platform", "kind", "title"), ("", *_ALIASES), ("platform", "kind"),
    ),
    Register(
        "persons", models.Person, "people",
        ("code", "name", "name_en", "other_names", "orcid", "degree", "person_class", "consent_public", "consent_note",
         "source"),
        ("code",), ("",), ("degree", "person_class", "consent_public"),
    ),
    Register(
        "engagements", models.Engagement, "people",
        ("person", "platform", "role", "role_en", "is_research", "mode", "fte", "started_on", "ended_on", "resident",
         "source"),
        ("person", "platform", "started_on"), ("", "person", *_ALIASES),
        ("platform", "mode", "is_research", "resident"),
    ),
    Register(
        "site-months", models.SiteMonths, "people",
        ("engagement", "year", "months", "source"),
        ("engagement", "year"), ("engagement__person", "engagement__platform"), ("engagement__platform", "year"),
    ),
    Register(
        "talent-titles", models.TalentAward, "people",
        ("person", "programme", "programme_en", "level", "year", "category", "document_no", "source"),
        ("person", "programme", "year"), ("", "person"), ("category", "level", "year"),
    ),
    Register(
        "patents", models.Patent, "outputs",
        ("application_no", "title", "kind", "filed_on", "granted_on", "ended_on", "status", "ipc", "source"),
        ("application_no",), ("", "owners__platform"), ("kind", "status"), _OWNERS,
    ),
    Register(
        "patent-owners", models.PatentOwner, "outputs",
        ("patent", "platform", "organisation", "source"),
        ("patent", "platform", "organisation"), ("patent", *_ALIASES), ("platform",),
    ),
    Register(
        "patent-transfers", models.PatentTransfer, "outputs",
        ("patent", "contract", "kind", "on", "source"),
        ("patent", "kind", "on"), ("patent", "contract"), ("kind",),
    ),
    Register(
        "projects", models.Project, "outputs",
        ("number", "title", "title_en", "level", "started_on", "ended_on", "status", "source"),
        ("number",), ("", "participations__platform"), ("level", "status"),
    ),
    Register(
        "participations", models.ProjectParticipation, "outputs",
        ("project", "platform", "role", "granted", "source"),
        ("project", "platform"), ("project", *_ALIASES), ("platform", "role"),
    ),
    Register(
        "project-receipts", models.ProjectReceipt, "outputs",
        ("participation", "received_on", "amount", "source"),
        (), ("participation__project", "participation__platform"), ("participation__platform",),
    ),
    Register(
        "contracts", models.TechContract, "outputs",
        ("registration_no", "title", "kind", "buyer", "platform", "buyer_local", "cluster", "amount", "tech_amount",
         "signed_on", "registered_on", "source"),
        ("registration_no",), ("", "buyer", *_ALIASES), ("platform", "kind", "cluster"),
    ),
    Register(
        "contract-receipts", models.ContractReceipt, "outputs",
        ("contract", "received_on", "amount", "source"),
        (), ("contract", "contract__platform"), ("contract__platform",),
    ),
    Register(
        "firms", models.Firm, "firms",
        ("organisation", "local", "chain_position", "stage", "founded_on", "unit", "source"),
        ("organisation",), ("organisation", "organisation__aliases"), ("chain_position", "stage", "local"),
    ),
    Register(
        "certificates", models.FirmCertificate, "firms",
        ("firm", "kind", "number", "granted_on", "expires_on", "source"),
        ("firm", "kind", "granted_on"), ("", *_FIRM), ("kind",),
    ),
    Register(
        "firm-reports", models.FirmReport, "firms",
        ("firm", "year", "revenue", "tax", "employees", "insured_local", "rd_spend", "source"),
        ("firm", "year"), _FIRM, ("year",),
    ),
    Register(
        "incubation", models.IncubationLink, "firms",
        ("platform", "firm", "basis", "valid_from", "valid_to", "source"),
        ("platform", "firm", "basis", "valid_from"), (*_FIRM, *_ALIASES), ("platform", "basis"),
    ),
    Register(
        "equity", models.EquityEvent, "firms",
        ("firm", "platform", "kind", "amount", "percent", "on", "source"),
        ("firm", "platform", "kind", "on"), (*_FIRM, *_ALIASES), ("platform", "kind"),
    ),
    Register(
        "funding", models.FundingDeal, "firms",
        ("firm", "instrument", "investor", "amount", "on", "private", "source"),
        ("firm", "instrument", "on", "investor"), ("", *_FIRM), ("instrument", "private"),
    ),
    Register(
        "organisations", models.Organisation, "reference",
        ("usci", "name", "name_en", "legal_form", "division", "industry_code", "registered_on", "status",
         "deregistered_on", "source"),
        ("usci",), ("", "aliases"), ("legal_form", "status"),
    ),
    Register(
        "aliases", models.OrganisationAlias, "reference",
        ("organisation", "name", "kind", "valid_from", "valid_to", "source"),
        ("organisation", "name"), ("", "organisation"), ("kind",),
    ),
    Register(
        "partners", models.Partner, "reference",
        ("organisation", "family", "theme", "source"),
        ("organisation",), ("", "organisation", "family"), ("family",),
    ),
    Register(
        "families", models.PartnerFamily, "reference", ("code", "name", "name_en", "source"), ("code",),
    ),
    Register("parks", models.Park, "reference", ("code", "name", "name_en", "source"), ("code",)),
    Register(
        "clusters", models.Cluster, "reference", ("code", "name", "name_en", "tier", "kind", "source"), ("code",),
        ("",), ("kind",),
    ),
    Register(
        "directions", models.Direction, "reference",
        ("code", "name", "name_en", "industry_code", "strategic", "source"), ("code",), ("",), ("strategic",),
    ),
    Register(
        "communities", models.Community, "reference",
        ("name", "name_en", "valid_from", "valid_to", "source"), ("name",),
    ),
    Register(
        "community-members", models.CommunityMember, "reference",
        ("community", "organisation", "part", "valid_from", "valid_to", "source"),
        ("community", "organisation"), ("community", "organisation"), ("community", "part"),
    ),
)  # fmt: skip

REGISTERS: dict[str, Register] = {register.key: register for register in _ALL}
BY_MODEL: dict[type[models.Record], Register] = {register.model: register for register in _ALL}


def register_of(key: str) -> Register:
    """Return the register of an address. Raises Http404 when there is none."""
    if key not in REGISTERS:
        raise Http404
    return REGISTERS[key]


__all__ = ["BY_MODEL", "GROUPS", "REGISTERS", "Register", "register_of"]
