"""A package of the Open Cap Format as an import: its events become movements of a firm's capital, its stakeholders
shareholders, shown first and written as one set of changes.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from keqiao.engine.documents import Positions
from keqiao.engine.findings import FindingsError
from keqiao.engine.transfer import EQUITY_LEDGER
from keqiao.engine.transfer.open_cap_import import ledger_data
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import Decision
from keqiao.web.imports.importer import Paste, Upload
from keqiao.web.imports.models import ImportPlan
from keqiao.web.registry.importing.importer import RegisterImporter, decide_import
from keqiao.web.registry.importing.line import ImportLine
from keqiao.web.registry.models import CapitalMovement, Firm, Shareholder
from keqiao.web.registry.models.record import Record
from keqiao.web.registry.registers import REGISTERS, Register
from keqiao.web.site.foreign_files import examine_apart, language
from keqiao.web.site.punctuation import listed

CAPITAL = "capital"
KEYS = ("firm", "on", "kind", "holder", "receiver", "amount", "price", "source")
"""Columns of the register that a package fills."""
MOST_EVENTS = 2000
TASK = "keqiao.files.json_package:json_texts_apart"


@dataclass(frozen=True)
class FirmCapital:
    """The firm into whose capital is imported."""

    firm: Firm


class OpenCapImporter(RegisterImporter):
    """Capital of one firm out of a package; written as a whole or not at all."""

    key = "open_cap"
    largest = 10_000_000
    accept = ".zip"
    pastes = False
    matches = False
    corrects = False
    partial = False

    def subject(self, user: Actor, key: str) -> Any:
        """Return the firm. Raises Http404 for one that the user may not see."""
        rows = Firm.objects.visible_to(user).current().select_related("organisation")
        firm = rows.filter(pk=key).first() if key.isdecimal() and len(key) < 19 else None
        if firm is None:
            raise Http404
        return FirmCapital(firm)

    def decide(self, user: Actor, subject: Any) -> Decision:
        """May the user write many rows of the register?"""
        return decide_import(user, REGISTERS[CAPITAL])

    def read(self, user: Actor, subject: Any, source: Upload | Paste, plan: ImportPlan) -> None:
        """Read the package into lines of the register. Raises ValidationError with what is wrong, in words."""
        if isinstance(source, Paste):
            raise TypeError("a package is not pasted")
        files = json.loads(examine_apart(TASK, source.content))
        try:
            data, not_read = ledger_data(files)
        except FindingsError as error:
            raise ValidationError(_sentences(error.findings)) from error
        reading = EQUITY_LEDGER.read_data(data, Positions(file=source.name, data=data))
        if reading.usable is None:
            raise ValidationError(_sentences(reading.errors))
        ledger = reading.usable
        if not ledger.events:
            raise ValidationError(_("The package holds no event of stock."))
        if len(ledger.events) > MOST_EVENTS:
            text = _("The package holds %(count)d events; at most %(most)d at a time.")
            raise ValidationError(text % {"count": len(ledger.events), "most": MOST_EVENTS})
        firm = subject.firm
        lines = [
            ImportLine(number, self._cells(firm, event))
            for number, (_at, event) in enumerate(ledger.in_order(), start=1)
        ]
        lines[0].notes.extend(said.in_language(language()) for said in not_read)
        if ledger.name != str(firm):
            text = _("The package is of “%(issuer)s”; its events are entered for “%(firm)s”.")
            lines[0].notes.append(text % {"issuer": ledger.name, "firm": firm})
        holders = [
            {"name": holder.name, "kind": holder.kind}
            for holder in ledger.holders
            if not self._stands(firm, holder.name)
        ]
        if holders:
            text = _("These become shareholders: %(names)s.")
            lines[0].notes.append(text % {"names": listed(holder["name"] for holder in holders[:20])})
        plan.options |= {"holders": holders, "ten_thousand": [], "common": {}}
        plan.sheet, plan.heading_row = "", 0
        plan.places = {key: place for place, key in enumerate(KEYS)}
        plan.source_lines = [asdict(line) for line in lines]

    def _cells(self, firm: Firm, event: Any) -> dict[str, str]:
        amounts = {"amount": event.amount, "price": event.price}
        cells = {
            "firm": firm.organisation.usci or str(firm),
            "on": event.day.isoformat(),
            "kind": str(CapitalMovement.Kind(event.kind).label),
            "holder": event.holder,
            "receiver": event.to or "",
            **{name: "" if amount is None else f"{amount:f}" for name, amount in amounts.items()},
            "source": "Open Cap Format",
        }
        return {key: text for key, text in cells.items() if text}

    def _stands(self, firm: Firm, name: str) -> bool:
        return Shareholder.objects.current().filter(firm=firm, name=name, behind="").exists()

    def register_of(self, subject: Any) -> Register:
        """The register of movements."""
        return REGISTERS[CAPITAL]

    def key_of(self, plan: ImportPlan) -> str:
        """The register of movements."""
        return CAPITAL

    def rows_before(self, subject: Any, plan: ImportPlan) -> list[Record]:
        """Return the shareholders that the register does not know yet."""
        return [
            Shareholder(firm=subject.firm, name=holder["name"], kind=holder["kind"], source="Open Cap Format")
            for holder in plan.options.get("holders", [])
            if not self._stands(subject.firm, holder["name"])
        ]

    def title(self, subject: Any) -> str:
        """What is imported into which firm."""
        return _("Import the capital of %(firm)s") % {"firm": subject.firm}

    def back(self, subject: Any) -> str:
        """The page of the firm's capital, or its row where nothing of it is known."""
        if CapitalMovement.objects.current().filter(firm=subject.firm).exists():
            return reverse("transfer:firm", args=(subject.firm.pk,))
        return reverse("registry:row", kwargs={"key": "firms", "pk": subject.firm.pk})

    def address(self, subject: Any, kind: str = "file") -> str:
        """The page to upload."""
        return reverse("transfer:import", args=(subject.firm.pk,))

    def downloads(self, subject: Any) -> list[tuple[str, str]]:
        """There is no template: another program writes the package."""
        return []

    def instructions(self, subject: Any) -> list[str]:
        """What is read of a package."""
        return [
            _(
                "Export the cap table as a package of the Open Cap Table Format (.zip) from the program that keeps it."
            ),
            _(
                "Issuances, transfers and cancellations of stock are read; a unit of stock counts as a yuan of "
                "registered capital. Payments, due days and promises have no place in the format: enter them in the "
                "register."
            ),
        ]

    def row_name(self, subject: Any) -> str:
        """A line is an event."""
        return _("Event")


def _sentences(findings: Any) -> list[str]:
    """What is wrong and what to do, the first few."""
    said = []
    for finding in list(findings)[:3]:
        remedy = "" if finding.remedy is None else finding.remedy.in_language(language())
        said.append(f"{finding.message.in_language(language())} {remedy}".strip())
    return said


OPEN_CAP_IMPORTER = OpenCapImporter()
