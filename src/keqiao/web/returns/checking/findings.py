"""Run the rules over the figures of a form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from keqiao.web.returns.models import CheckRule, Return


@dataclass(frozen=True)
class Finding:
    """A rule that figures do not fulfil.

    ``measures``: the measure codes it reads; ``figures``: name → the figure as text, as the rule read it.
    """

    code: str
    title: str
    severity: str
    advice: str = ""
    measures: tuple[str, ...] = ()
    figures: dict[str, Any] = field(default_factory=dict)
    explanation: str = ""

    @property
    def is_hard(self) -> bool:
        """Whether it stops the hand-in whatever is said."""
        return self.severity == CheckRule.Severity.HARD

    @property
    def stops(self) -> bool:
        """Whether the form cannot be handed in as it stands."""
        return self.is_hard or not self.explanation

    @property
    def words(self) -> str:
        """The finding as a sentence."""
        told = self.title if not self.advice else f"{self.title} {self.advice}"
        return (
            told if self.is_hard else _("%(finding)s — explain it or correct the figure.") % {"finding": told}
        )


def findings_of(form: Return) -> list[Finding]:
    """Return what the active rules find in a form, the hard ones first."""
    return []
