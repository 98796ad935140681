"""Small programmes for tests, written as YAML or made from a few words."""

from typing import Any

from keqiao.engine.eligibility import SupportProgramme


def programme(**parts: Any) -> SupportProgramme:
    """A programme of one issuer; measures may be given as plain codes."""
    measures = [{"code": m, "name": m} if isinstance(m, str) else m for m in parts.pop("measures", [])]
    conditions = parts.pop("conditions", {})
    if isinstance(conditions, dict):
        conditions = [{"code": code, "name": code, "when": text} for code, text in conditions.items()]
    base = {"programme": 1, "code": "p", "version": "1", "name": "p", "issuer": "某市"}
    return SupportProgramme.model_validate(base | {"measures": measures, "conditions": conditions} | parts)
