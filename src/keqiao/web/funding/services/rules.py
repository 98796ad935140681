"""Writes of rules: versions are added as drafts, put into force and retired; their texts never change."""

from __future__ import annotations

import hashlib

from django.db import transaction

from keqiao.engine.allocation import packaged_rules
from keqiao.web.accounts.models import User
from keqiao.web.accounts.rules import require
from keqiao.web.audit import services as audit
from keqiao.web.funding import rulebook
from keqiao.web.funding.models import RulesProposal, RulesVersion
from keqiao.web.funding.rights import PLAN
from keqiao.web.rulebooks.enactment import Enactment
from keqiao.web.rulebooks.services import DocumentRefused, version_taken


class RulesRefused(DocumentRefused):
    """A text of rules was not taken in; ``findings`` say where and what to do."""


RULES = Enactment(RulesProposal, PLAN, "funding.rules")
"""How rules come into force and are retired: one person proposes, another decides."""


def add_rules(actor: User, yaml_text: str, source: str = "") -> RulesVersion:
    """Check a text of rules and keep it as a version of its own, a draft; the same text twice is the same version.

    Raises RulesRefused with every finding where the text has errors or its version is taken by another text,
    PermissionDenied.
    """
    require(actor, PLAN)
    reading = rulebook.checked(yaml_text)
    rules = reading.usable
    if rules is None:
        raise RulesRefused(reading.findings)
    fingerprint = hashlib.sha256(yaml_text.encode()).hexdigest()
    with transaction.atomic():
        stored = RulesVersion.objects.filter(code=rules.code, version=rules.version).first()
        if stored is not None:
            if stored.fingerprint == fingerprint:
                return stored
            raise RulesRefused([version_taken(rules.code, rules.version)])
        version = RulesVersion.objects.create(
            code=rules.code,
            version=rules.version,
            name_zh=rules.name.zh[:200],
            name_en=rules.name.en[:300],
            kind=rules.sharing.rule,
            yaml_text=yaml_text,
            fingerprint=fingerprint,
            source=source[:500],
            uploaded_by=actor,
        )
        detail = {"fingerprint": fingerprint, "source": version.source}
        audit.record(actor, "funding.add_rules", version, detail)
    return version


def add_packaged(actor: User, source: str = "") -> list[RulesVersion]:
    """Keep the rules that come with the package, as drafts to be confirmed. Raises PermissionDenied, RulesRefused."""
    return [add_rules(actor, path.read_text(encoding="utf-8"), source) for path in packaged_rules().values()]
