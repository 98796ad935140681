"""Outputs of research: patents with owners and transfers, S&T projects with receipts, technology contracts."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.registry.identifiers import (
    check_patent_days,
    patent_kind,
    validate_ipc,
    validate_patent_number,
)
from keqiao.web.registry.models.organisations import Cluster, Organisation
from keqiao.web.registry.models.platforms import Platform
from keqiao.web.registry.models.record import (
    Level,
    NamedRecord,
    Record,
    money,
    not_negative,
    ordered,
    unique_while_current,
)


class Patent(NamedRecord):
    """A patent, counted once by its application number."""

    platform_path = "owners__platform"
    order_from = "title"
    words_from = ("application_no", "title")

    class Kind(models.TextChoices):
        """Kind of patent."""

        INVENTION = "invention", pgettext_lazy("patent", "Invention")
        UTILITY = "utility", pgettext_lazy("patent", "Utility model")
        DESIGN = "design", pgettext_lazy("patent", "Design")

    class Status(models.TextChoices):
        """Legal status."""

        PENDING = "pending", pgettext_lazy("patent", "Pending")
        GRANTED = "granted", pgettext_lazy("patent", "In force")
        LAPSED = "lapsed", pgettext_lazy("patent", "Lapsed")
        REJECTED = "rejected", pgettext_lazy("patent", "Rejected")

    application_no = models.CharField(
        _("application number"), max_length=14, validators=[validate_patent_number]
    )
    title = models.CharField(pgettext_lazy("register", "title"), max_length=300, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    filed_on = models.DateField(_("filed on"), null=True, blank=True)
    granted_on = models.DateField(pgettext_lazy("patent", "granted on"), null=True, blank=True)
    ended_on = models.DateField(_("last day in force"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PENDING)
    ipc = models.CharField(_("IPC"), max_length=30, blank=True, validators=[validate_ipc])

    class Meta:
        verbose_name = _("patent")
        verbose_name_plural = _("patents")
        ordering = ("application_no",)
        constraints = (
            unique_while_current("registry_one_patent", "application_no"),
            ordered("filed_on", "granted_on", "registry_patent_dates"),
            ordered("granted_on", "ended_on", "registry_patent_end"),
        )

    def __str__(self) -> str:
        return f"ZL{self.application_no}" if self.granted_on else self.application_no

    def clean(self) -> None:
        """Kind agrees with the number, a patent in force has its day of grant. Raises ValidationError."""
        named = patent_kind(self.application_no or "")
        if named and self.kind and self.kind != named:
            raise ValidationError(
                {
                    "kind": _("The application number names another kind: %(kind)s.")
                    % {"kind": self.Kind(named).label}
                }
            )
        if self.status == self.Status.GRANTED and self.granted_on is None:
            raise ValidationError({"granted_on": _("A patent in force has the day of its grant.")})
        check_patent_days(self.application_no or "", self.filed_on, self.granted_on)


class PatentOwner(Record):
    """Who owns (or co-owns) a patent: a platform, or another organisation."""

    patent = models.ForeignKey(Patent, models.PROTECT, related_name="owners", verbose_name=_("patent"))
    platform = models.ForeignKey(
        Platform,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="patent_ownerships",
        verbose_name=_("platform"),
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="patent_ownerships",
        verbose_name=_("other organisation"),
    )

    class Meta:
        verbose_name = _("patent owner")
        verbose_name_plural = _("patent owners")
        ordering = ("patent", "pk")
        constraints = (
            unique_while_current("registry_one_ownership", "patent", "platform"),
            unique_while_current("registry_one_other_owner", "patent", "organisation"),
            models.CheckConstraint(
                condition=models.Q(platform=None, organisation__isnull=False)
                | models.Q(platform__isnull=False, organisation=None),
                name="registry_owner_is_one",
            ),
        )

    def __str__(self) -> str:
        return f"{self.patent} – {self.platform or self.organisation}"

    def clean(self) -> None:
        """An owner is a platform or another organisation. Raises ValidationError."""
        if (self.platform_id is None) == (self.organisation_id is None):
            raise ValidationError(
                {"platform": _("Name a platform or another organisation as the owner, not both.")}
            )


class TechContract(NamedRecord):
    """A registered technology contract with a platform as seller; amounts in 元."""

    class Kind(models.TextChoices):
        """Kinds of technology contract (Civil Code)."""

        DEVELOPMENT = "development", pgettext_lazy("contract", "Development")
        ASSIGNMENT = "assignment", pgettext_lazy("contract", "Assignment")
        LICENCE = "licence", pgettext_lazy("contract", "Licence")
        CONSULTING = "consulting", pgettext_lazy("contract", "Consulting")
        SERVICE = "service", pgettext_lazy("contract", "Service")

    order_from = "title"
    words_from = ("registration_no", "title")

    registration_no = models.CharField(_("registration number"), max_length=40)
    title = models.CharField(pgettext_lazy("register", "title"), max_length=300, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    buyer = models.ForeignKey(
        Organisation, models.PROTECT, related_name="bought_contracts", verbose_name=_("buyer")
    )
    platform = models.ForeignKey(Platform, models.PROTECT, related_name="contracts", verbose_name=_("seller"))
    buyer_local = models.BooleanField(
        _("local buyer"), null=True, blank=True, help_text=_("Empty: by the buyer's division code")
    )
    cluster = models.ForeignKey(
        Cluster,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contracts",
        verbose_name=_("industry cluster"),
    )
    amount = money(_("contract amount"))
    tech_amount = money(_("technology amount"), null=True, blank=True)
    signed_on = models.DateField(_("signed on"))
    registered_on = models.DateField(_("registered on"), null=True, blank=True)

    class Meta:
        verbose_name = _("technology contract")
        verbose_name_plural = _("technology contracts")
        ordering = ("registration_no",)
        constraints = (
            unique_while_current("registry_one_contract", "registration_no"),
            ordered("signed_on", "registered_on", "registry_contract_dates"),
            not_negative("amount", "registry_contract_amount"),
            models.CheckConstraint(
                condition=models.Q(tech_amount=None) | models.Q(tech_amount__lte=models.F("amount")),
                name="registry_contract_tech_amount",
            ),
        )

    def __str__(self) -> str:
        return self.registration_no


class ContractReceipt(Record):
    """Money received (到账) under a technology contract, in 元; a reversal is negative."""

    platform_path = "contract__platform"

    contract = models.ForeignKey(
        TechContract, models.PROTECT, related_name="receipts", verbose_name=_("contract")
    )
    received_on = models.DateField(_("received on"))
    amount = money(_("amount"))

    class Meta:
        verbose_name = _("contract receipt")
        verbose_name_plural = _("contract receipts")
        ordering = ("contract", "received_on", "pk")

    def __str__(self) -> str:
        return f"{self.contract} {self.received_on}"


class PatentTransfer(Record):
    """A patent put to use: assigned, licensed or contributed for equity."""

    platform_path = "patent__owners__platform"

    class Kind(models.TextChoices):
        """How it was put to use."""

        TRANSFER = "transfer", pgettext_lazy("patent", "Assignment")
        LICENCE = "licence", pgettext_lazy("patent", "Licence")
        EQUITY = "equity", pgettext_lazy("patent", "Contribution for equity")

    patent = models.ForeignKey(Patent, models.PROTECT, related_name="transfers", verbose_name=_("patent"))
    contract = models.ForeignKey(
        TechContract,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="patent_transfers",
        verbose_name=_("contract"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    on = models.DateField(_("date"))

    class Meta:
        verbose_name = _("patent transfer")
        verbose_name_plural = _("patent transfers")
        ordering = ("patent", "on", "pk")

    def __str__(self) -> str:
        return f"{self.patent} {self.on}"


class Project(NamedRecord):
    """An S&T project (科技项目)."""

    platform_path = "participations__platform"

    class Status(models.TextChoices):
        """Where the project stands."""

        APPROVED = "approved", pgettext_lazy("project", "Approved")
        RUNNING = "running", pgettext_lazy("project", "Running")
        ACCEPTED = "accepted", pgettext_lazy("project", "Accepted")
        TERMINATED = "terminated", pgettext_lazy("project", "Terminated")

    order_from = "title"
    words_from = ("number", "title", "title_en")

    number = models.CharField(_("number"), max_length=60)
    title = models.CharField(pgettext_lazy("register", "title"), max_length=300)
    title_en = models.CharField(_("title in English"), max_length=400, blank=True)
    level = models.CharField(_("level"), max_length=12, choices=Level)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.RUNNING)

    class Meta:
        verbose_name = _("S&T project")
        verbose_name_plural = _("S&T projects")
        ordering = ("number",)
        constraints = (
            unique_while_current("registry_one_project", "number"),
            ordered("started_on", "ended_on", "registry_project_dates"),
        )

    def __str__(self) -> str:
        return self.number


class ProjectParticipation(Record):
    """A platform's role in a project."""

    class Role(models.TextChoices):
        """Lead or participant."""

        LEAD = "lead", pgettext_lazy("project", "Lead")
        PARTICIPANT = "participant", pgettext_lazy("project", "Participant")

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="participations", verbose_name=_("project")
    )
    platform = models.ForeignKey(
        Platform, models.PROTECT, related_name="project_participations", verbose_name=_("platform")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role)
    granted = money(_("amount granted"), null=True, blank=True)

    class Meta:
        verbose_name = _("project participation")
        verbose_name_plural = _("project participations")
        ordering = ("project", "pk")
        constraints = (
            unique_while_current("registry_one_participation", "project", "platform"),
            not_negative("granted", "registry_participation_granted"),
        )

    def __str__(self) -> str:
        return f"{self.project} – {self.platform}"


class ProjectReceipt(Record):
    """Project money a platform received, in 元; a reversal is negative."""

    platform_path = "participation__platform"

    participation = models.ForeignKey(
        ProjectParticipation, models.PROTECT, related_name="receipts", verbose_name=_("participation")
    )
    received_on = models.DateField(_("received on"))
    amount = money(_("amount"))

    class Meta:
        verbose_name = _("project receipt")
        verbose_name_plural = _("project receipts")
        ordering = ("participation", "received_on", "pk")

    def __str__(self) -> str:
        return f"{self.participation} {self.received_on}"
