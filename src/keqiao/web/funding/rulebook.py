"""The room's door to the engine's rules: read and check a text, get the rules of a stored version, its words."""

from __future__ import annotations

from functools import lru_cache

from keqiao.engine.allocation import AllocationRules, RulesError, load_rules, read_rules
from keqiao.engine.documents import DocumentReading
from keqiao.web.funding.models import RulesVersion
from keqiao.web.funding.refusals import FundingRefused


def checked(yaml_text: str, name: str = "rules.yaml") -> DocumentReading[AllocationRules]:
    """Return a text of rules read and checked; never raises for what it holds."""
    # As bytes: a short text would be taken for the path of a file on the server.
    return read_rules(yaml_text.encode("utf-8", "surrogatepass"), name)


def rules_of(version: RulesVersion) -> AllocationRules:
    """Return the rules of a stored version. Raises FundingRefused where its text is no rules any more."""
    try:
        return _rules(version.fingerprint, version.yaml_text)
    except RulesError as error:
        raise FundingRefused(*(str(finding.message) for finding in error.findings)) from error


@lru_cache(maxsize=64)
def _rules(_fingerprint: str, text: str) -> AllocationRules:
    return load_rules(text.encode(), "rules.yaml")
