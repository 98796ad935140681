"""Writes of rules: versions are added as drafts; their texts never change."""

from __future__ import annotations

from keqiao.engine.allocation import packaged_rules
from keqiao.web.accounts.models import User
from keqiao.web.funding.library import RULES
from keqiao.web.funding.models import RulesVersion


def add_rules(actor: User, yaml_text: str, source: str = "") -> RulesVersion:
    """Check a text of rules and keep it as a version of its own, a draft; the same text twice is the same version.

    Raises DocumentRefused with every finding where the text has errors or its version is taken by another text,
    PermissionDenied.
    """
    version: RulesVersion = RULES.add(actor, {"text": yaml_text, "source": source})
    return version


def add_packaged(actor: User, source: str = "") -> list[RulesVersion]:
    """Keep the rules that come with the package, as drafts. Raises PermissionDenied, DocumentRefused."""
    return [add_rules(actor, path.read_text(encoding="utf-8"), source) for path in packaged_rules().values()]
