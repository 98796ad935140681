"""Checks of a form: which of the officers' rules its figures do not fulfil."""

from keqiao.web.returns.checking.findings import RuleBreach, findings_of, findings_of_many

__all__ = ["RuleBreach", "findings_of", "findings_of_many"]
