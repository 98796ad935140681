"""Joint laboratories and innovation consortia: their agreement, parties, contributions and outputs."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.registry.language import in_language
from keqiao.web.registry.models.organisations import Organisation
from keqiao.web.registry.models.outputs import Patent, TechContract
from keqiao.web.registry.models.platforms import Platform
from keqiao.web.registry.models.record import (
    NamedRecord,
    Record,
    money,
    not_negative,
    ordered,
    unique_while_current,
)


def _item(label: Any) -> models.TextField:
    """An item that the agreement must hold (art. 26 of the law on transformation)."""
    return models.TextField(label, max_length=2000)


class JointBody(NamedRecord):
    """A joint laboratory or consortium; the items of art. 26 of the law on transformation are mandatory."""

    words_from = ("name", "name_en", "number")

    class Kind(models.TextChoices):
        """What it is."""

        LABORATORY = "laboratory", pgettext_lazy("joint", "Joint laboratory")
        CONSORTIUM = "consortium", pgettext_lazy("joint", "Innovation consortium")

    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=300, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    platform = models.ForeignKey(
        Platform, models.PROTECT, related_name="joint_bodies", verbose_name=_("leading platform")
    )
    number = models.CharField(_("number of the agreement"), max_length=60, blank=True)
    signed_on = models.DateField(_("signed on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    organisation_form = _item(_("form of organisation"))
    tasks = _item(_("division of tasks"))
    funding = _item(_("money put in"))
    ownership = _item(_("who owns intellectual property"))
    benefits = _item(_("distribution of benefits"))
    risks = _item(_("sharing of risks"))
    breach = _item(_("liability for breach"))

    class Meta:
        verbose_name = _("joint body")
        verbose_name_plural = _("joint bodies")
        ordering = ("platform", "-signed_on", "pk")
        constraints = (
            unique_while_current("registry_one_joint_body", "name"),
            ordered("signed_on", "ends_on", "registry_joint_dates"),
        )

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


class JointParty(Record):
    """An organisation in a joint body; ``pledged``: what it promised to put in, in 元."""

    platform_path = "body__platform"

    class Part(models.TextChoices):
        """What a party is."""

        LEAD = "lead", pgettext_lazy("joint", "Lead")
        MEMBER = "member", pgettext_lazy("joint", "Member")

    body = models.ForeignKey(JointBody, models.PROTECT, related_name="parties", verbose_name=_("joint body"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="joint_parties", verbose_name=_("organisation")
    )
    part = models.CharField(_("part"), max_length=8, choices=Part, default=Part.MEMBER)
    pledged = money(_("amount pledged"), null=True, blank=True)

    class Meta:
        verbose_name = _("party of a joint body")
        verbose_name_plural = _("parties of joint bodies")
        ordering = ("body", "part", "pk")
        constraints = (
            unique_while_current("registry_one_joint_party", "body", "organisation"),
            not_negative("pledged", "registry_joint_pledged"),
        )

    def __str__(self) -> str:
        return f"{self.body} – {self.organisation}"


class JointEntry(Record):
    """What a party put into a joint body, or what came out of it."""

    platform_path = "body__platform"
    words_from = ("title",)

    class Kind(models.TextChoices):
        """Contributions, and outputs."""

        MONEY = "money", pgettext_lazy("joint", "Put in: money")
        EQUIPMENT = "equipment", pgettext_lazy("joint", "Put in: equipment")
        PEOPLE = "people", pgettext_lazy("joint", "Put in: people")
        KNOWLEDGE = "knowledge", pgettext_lazy("joint", "Put in: technology")
        PATENT = "patent", pgettext_lazy("joint", "Output: patent")
        STANDARD = "standard", pgettext_lazy("joint", "Output: standard")
        PRODUCT = "product", pgettext_lazy("joint", "Output: product or process")
        CONTRACT = "contract", pgettext_lazy("joint", "Output: contract")

    body = models.ForeignKey(JointBody, models.PROTECT, related_name="entries", verbose_name=_("joint body"))
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="joint_entries",
        verbose_name=_("by or for"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    title = models.CharField(pgettext_lazy("joint", "what"), max_length=300)
    on = models.DateField(_("date"))
    amount = money(_("amount"), null=True, blank=True)
    patent = models.ForeignKey(
        Patent, models.PROTECT, null=True, blank=True, related_name="joint_entries", verbose_name=_("patent")
    )
    contract = models.ForeignKey(
        TechContract,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="joint_entries",
        verbose_name=_("contract"),
    )

    class Meta:
        verbose_name = _("contribution or output of a joint body")
        verbose_name_plural = _("contributions and outputs of joint bodies")
        ordering = ("body", "on", "pk")
        constraints = (not_negative("amount", "registry_joint_amount"),)

    def __str__(self) -> str:
        return f"{self.body} {self.on}"
