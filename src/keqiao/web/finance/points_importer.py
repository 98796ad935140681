"""Innovation points from Excel as an import: firm by code or name, year, points, where they stand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import Decision, decide
from keqiao.web.audit.clock import today
from keqiao.web.finance import services
from keqiao.web.finance.rights import KEEP
from keqiao.web.imports.importer import Choices, Importer, Outcome, Paste, PlannedAnew, Upload, Written
from keqiao.web.imports.lines import Difference, LineState, PlannedLines, summary_of
from keqiao.web.imports.models import ImportPlan
from keqiao.web.imports.sheets import read_list
from keqiao.web.registry.models import Firm, Organisation
from keqiao.web.site.foreign_files import read_sheets

MOST_LINES, LARGEST_FILE = 20_000, 10_000_000
REQUIRED = ("firm", "year", "points")


def headings() -> dict[str, str]:
    """Return key → heading in the reader's language."""
    return {
        "firm": _("Firm (code or name)"),
        "year": _("Year"),
        "points": pgettext("points", "Points"),
        "basis": _("Where it stands"),
    }


class PointsImporter(Importer):
    """Points of firms; there is one subject."""

    key = "innovation_points"
    largest = LARGEST_FILE

    def subject(self, user: Actor, key: str) -> None:
        """Nothing: all points are in one table."""

    def decide(self, user: Actor, subject: None) -> Decision:
        """May the user enter points?"""
        return decide(user, KEEP)

    def read(self, user: Actor, subject: None, source: Upload | Paste, plan: ImportPlan) -> None:
        """Read the sheet of a file that has the headings. Raises ValidationError."""
        if isinstance(source, Paste):
            raise TypeError("points are not pasted")
        grids = read_sheets(source.content, name=source.name)
        read_list(grids, headings, plan, required=REQUIRED, most=MOST_LINES)

    def plan(self, user: Actor, subject: None, plan: ImportPlan) -> PlannedLines:
        """Check every line against the firms that there are."""
        lines = _planned(plan.source_lines)
        digest = hashlib.sha256(json.dumps([line["fields"] for line in lines]).encode()).hexdigest()
        return PlannedLines(lines, summary_of(self.states(), lines), digest)

    def write(self, user: Actor, subject: None, plan: ImportPlan, choices: Choices) -> Written:
        """Keep every good line. Raises PlannedAnew where a line would now be read otherwise."""
        checked = self.plan(user, subject, plan)
        if checked.fingerprint != plan.fingerprint:
            raise PlannedAnew
        good = [line["fields"] for line in checked.lines if line["fields"] is not None]
        firms = Organisation.objects.in_bulk([fields["firm"] for fields in good])
        for fields in good:
            services.enter_points(
                user, firms[fields["firm"]], fields["year"], Decimal(fields["points"]), fields["basis"]
            )
        return Written({"created": len(good)})

    def states(self) -> Sequence[LineState]:
        """The states of lines."""
        return (
            LineState("new", pgettext("import", "new"), "good", written=True),
            LineState("error", pgettext("import", "error"), "bad", wrong=True),
        )

    def outcome(self, subject: None, plan: ImportPlan) -> Outcome:
        """Say how many were entered."""
        count = plan.outcome["created"]
        text = ngettext("Points of %(count)s firm are kept.", "Points of %(count)s firms are kept.", count)
        return Outcome(text % {"count": count}, self.back(subject), _("Innovation points"))

    def title(self, subject: None) -> str:
        """What stands above the pages."""
        return _("Import innovation points")

    def back(self, subject: None) -> str:
        """The list of points."""
        return reverse("finance:points")

    def address(self, subject: None, kind: str = "file") -> str:
        """The page to upload."""
        return reverse("finance:import_points")

    def instructions(self, subject: None) -> list[str]:
        """How the list is filled in, and what comes of it."""
        listed = _(", ").join(headings().values())
        return [
            _("One row for each firm and year, at most %(most)d rows, under these headings: %(headings)s.")
            % {"most": MOST_LINES, "headings": listed},
            _("Points lie between 0 and 1000; a later import takes the place of an earlier one."),
        ]

    def row_name(self, subject: None) -> str:
        """Lines are points."""
        return _("Innovation points")

    def columns(self, plan: ImportPlan) -> dict[str, str]:
        """The columns of the list."""
        return headings()

    def differences(self, user: Actor, plan: ImportPlan, line: Any) -> list[Difference]:
        """What would be kept."""
        cells = line["cells"] if line["fields"] is not None else {}
        return [Difference(text, "", cells[key]) for key, text in headings().items() if cells.get(key)]


def _planned(lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Lines with what they would write (``fields``), or what is wrong with them by column; two queries."""
    named = [str(line["cells"].get("firm", "")).strip() for line in lines]
    firms = Organisation.objects.filter(
        pk__in=Firm.objects.current().values("organisation"), withdrawn_at=None
    )
    by_name: dict[str, list[int]] = {}
    for field in ("usci", "name"):
        for value, pk in firms.filter(**{f"{field}__in": set(named)}).values_list(field, "pk"):
            by_name.setdefault(value, []).append(pk)
    seen: dict[tuple[int, int], int] = {}
    return [_line(line, by_name, seen) for line in lines]


def _line(
    line: Mapping[str, Any], by_name: Mapping[str, list[int]], seen: dict[tuple[int, int], int]
) -> dict[str, Any]:
    cells, errors = line["cells"], dict[str, str]()
    name = str(cells.get("firm", "")).strip()
    keys = by_name.get(name, [])
    if not name:
        errors["firm"] = _("Name the firm by its code or its name.")
    elif not keys:
        errors["firm"] = _("No firm of the registers has this code or name.")
    elif len(set(keys)) > 1:
        errors["firm"] = _("Several firms have this name; give the code.")
    year = str(cells.get("year", "")).strip().removesuffix("年")
    if not (year.isascii() and year.isdigit() and 2000 <= int(year) <= today().year):
        errors["year"] = _("Give a year that has come.")
    points = _points(cells.get("points", ""))
    if points is None:
        errors["points"] = _("Points lie between 0 and 1000.")
    if not errors:
        key = (keys[0], int(year))
        if key in seen:
            errors["firm"] = _("The firm stands in row %(row)d for this year already.") % {"row": seen[key]}
        seen.setdefault(key, line["row"])
    fields = None
    if not errors:
        basis = str(cells.get("basis", "")).strip()[:300] or _("import from Excel")
        fields = {"firm": keys[0], "year": int(year), "points": str(points), "basis": basis}
    return {
        "row": line["row"],
        "cells": cells,
        "state": "error" if errors else "new",
        "name": name,
        "errors": errors,
        "warnings": {},
        "notes": [],
        "fields": fields,
    }


def _points(text: object) -> Decimal | None:
    try:
        value = Decimal(str(text).strip())
    except InvalidOperation:
        return None
    return round(value, 2) if value.is_finite() and 0 <= value <= services.MOST_POINTS else None


POINTS_IMPORTER = PointsImporter()
