"""Lists of needs or offers from Excel as an import: each good line becomes a posting that waits for a broker."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import Decision, decide
from keqiao.web.exchange import services
from keqiao.web.exchange.importing.posting_lines import REQUIRED, headings, planned, posting_of
from keqiao.web.exchange.models import Need, Offer, Posting
from keqiao.web.exchange.rights import POST
from keqiao.web.imports.importer import Choices, Importer, Outcome, Paste, PlannedAnew, Upload, Written
from keqiao.web.imports.lines import Difference, LineState, PlannedLines, summary_of
from keqiao.web.imports.models import ImportPlan
from keqiao.web.imports.sheets import read_list
from keqiao.web.site.foreign_files import read_sheets

MOST_LINES, LARGEST_FILE = 1000, 5_000_000
MODELS: dict[str, type[Posting]] = {"needs": Need, "offers": Offer}


class PostingImporter(Importer):
    """Needs or offers; the subject is one of the two."""

    key = "postings"
    largest = LARGEST_FILE

    def subject(self, user: Actor, key: str) -> str:
        """Return "needs" or "offers". Raises Http404."""
        if key not in MODELS:
            raise Http404
        return key

    def decide(self, user: Actor, subject: str) -> Decision:
        """May the user post?"""
        return decide(user, POST)

    def read(self, user: Actor, subject: str, source: Upload | Paste, plan: ImportPlan) -> None:
        """Read the sheet of a file that has the headings. Raises ValidationError."""
        if isinstance(source, Paste):
            raise TypeError("needs and offers are not pasted")
        grids = read_sheets(source.content, name=source.name)
        read_list(grids, self._headings(subject), plan, required=REQUIRED, most=MOST_LINES)

    def plan(self, user: Actor, subject: str, plan: ImportPlan) -> PlannedLines:
        """Check every line as the form would."""
        lines = planned(user, MODELS[subject], plan.source_lines)
        postings = json.dumps([line["fields"] for line in lines], sort_keys=True)
        digest = hashlib.sha256(postings.encode()).hexdigest()
        return PlannedLines(lines, summary_of(self.states(), lines), digest)

    def write(self, user: Actor, subject: str, plan: ImportPlan, choices: Choices) -> Written:
        """Post every good line. Raises PlannedAnew where a line would now be read otherwise."""
        checked = self.plan(user, subject, plan)
        if checked.fingerprint != plan.fingerprint:
            raise PlannedAnew
        good = [line["fields"] for line in checked.lines if line["fields"] is not None]
        for fields in good:
            services.post(user, posting_of(MODELS[subject], fields))
        return Written({"created": len(good)})

    def states(self) -> Sequence[LineState]:
        """The states of lines."""
        return (
            LineState("new", pgettext("import", "new"), "good", written=True),
            LineState("error", pgettext("import", "error"), "bad", wrong=True),
        )

    def outcome(self, subject: str, plan: ImportPlan) -> Outcome:
        """Say how many were posted."""
        count = plan.outcome["created"]
        text = ngettext(
            "%(count)s row was posted and waits for a broker.",
            "%(count)s rows were posted and wait for a broker.",
            count,
        )
        return Outcome(text % {"count": count}, self.back(subject), self.title(subject))

    def title(self, subject: str) -> str:
        """What stands above the pages."""
        return _("Import needs") if subject == "needs" else _("Import offers")

    def back(self, subject: str) -> str:
        """The list."""
        return reverse(f"exchange:{subject}")

    def address(self, subject: str, kind: str = "file") -> str:
        """The page to upload."""
        return reverse("exchange:import", args=(subject,))

    def instructions(self, subject: str) -> list[str]:
        """How the list is filled in, and what comes of it."""
        listed = _(", ").join(self._headings(subject)().values())
        return [
            _("One row for each, at most %(most)d rows, under these headings: %(headings)s.")
            % {"most": MOST_LINES, "headings": listed},
            _("Title and text are needed; the organisation where you post for others."),
        ]

    def row_name(self, subject: str) -> str:
        """Lines are needs or offers."""
        return _("Need") if subject == "needs" else _("Offer")

    def columns(self, plan: ImportPlan) -> dict[str, str]:
        """The columns of the list."""
        return headings(MODELS[plan.subject])

    def differences(self, user: Actor, plan: ImportPlan, line: Any) -> list[Difference]:
        """What would be posted."""
        cells = line["cells"] if line["fields"] is not None else {}
        return [
            Difference(heading, "", cells[key])
            for key, heading in self.columns(plan).items()
            if cells.get(key)
        ]

    def _headings(self, subject: str) -> Any:
        return lambda: headings(MODELS[subject])


POSTING_IMPORTER = PostingImporter()
