"""A file of rules → an immutable :class:`AllocationRules`, with everything that is wrong told at its place."""

from __future__ import annotations

from pathlib import Path

from keqiao.engine.allocation.checking import check
from keqiao.engine.allocation.rules import AllocationRules
from keqiao.engine.documents.document_form import DocumentForm, canonical, digest
from keqiao.engine.documents.findings import DocumentError
from keqiao.language import message

PACKAGED = Path(__file__).parents[2] / "schemes" / "allocation"


class RulesError(DocumentError):
    """Rules that cannot be used; ``findings`` says everything that was found, errors first."""


def packaged_rules() -> dict[str, Path]:
    """Codes and paths of the rules that come with the package."""
    return {path.stem: path for path in sorted(PACKAGED.glob("*.yaml"))}


ALLOCATION_RULES = DocumentForm(
    AllocationRules,
    check,
    packaged_rules,
    message("these are no rules of allocation: keys such as allocation, code, pool and sharing are needed"),
    RulesError,
)
read_rules = ALLOCATION_RULES.read
load_rules = ALLOCATION_RULES.load


def fingerprint(rules: AllocationRules) -> str:
    """SHA-256 of the canonical form: the same for the same rules however their file is laid out or commented."""
    return digest(canonical(rules))
