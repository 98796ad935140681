"""The documents of the room: the rules of diagnosis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from keqiao.engine.diagnostics import DiagnosticRules, check_rules
from keqiao.engine.documents import DocumentFinding, DocumentForm, Positions, digest
from keqiao.web.accounts.actors import Actor
from keqiao.web.facts.services.measures import measure_rows
from keqiao.web.jobs import results
from keqiao.web.rulebooks.kinds import DocumentKind
from keqiao.web.rulebooks.models import DocumentVersion

TRIED = "oversight.tried"
"""The kind of stored answer that says that a text was tried on figures."""


@cache
def measure_codes() -> frozenset[str]:
    """The measures that rules may read."""
    return frozenset(str(row["code"]) for row in measure_rows())


def tried(text: str) -> str:
    """Return the question under which is stored that a text was tried."""
    return results.question(TRIED, text=digest(text))


class TriedKind(DocumentKind[DiagnosticRules]):
    """Rules that are tried on the figures before they are kept."""

    def add(self, actor: Actor, sent: Mapping[str, Any]) -> DocumentVersion:
        """Keep a draft. Raises ValidationError for a text that was not tried yet."""
        text = str(sent["text"])
        if self.read(text).usable is not None and results.find(TRIED, tried(text)) is None:
            raise ValidationError(
                _("Try these rules on the figures first (Findings, “Try rules”), then keep them.")
            )
        return super().add(actor, sent)


def _check(rules: DiagnosticRules, positions: Positions) -> Iterable[DocumentFinding]:
    return check_rules(rules, positions, measure_codes())


HERE = Path(__file__).parent
RULES = TriedKind(
    "oversight.diagnostics",
    gettext_lazy("Rules of diagnosis"),
    gettext_lazy("Which figures show a problem, from where on, and what it calls for"),
    DocumentForm(DiagnosticRules, _check),
    HERE / "diagnostics.yaml",
)
