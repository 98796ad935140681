"""The answers to the negative list: what the applicant said, what the bureau found, what therefore holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.web.tolerance.documents import Item
from keqiao.web.tolerance.models import ToleranceCase
from keqiao.web.tolerance.rulebook import rules_of

MOST_WORDS = 500
"""Characters of a remark to an answer."""


@dataclass(frozen=True)
class Answer:
    """An item of the negative list with its answers; None where nobody has answered yet."""

    item: Item
    statement: bool | None = None
    note: str = ""
    finding: bool | None = None
    finding_note: str = ""

    @property
    def holds(self) -> bool | None:
        """The answer that counts: what was found, else what the applicant said."""
        return self.statement if self.finding is None else self.finding

    @property
    def corrected(self) -> bool:
        """Whether the bureau found something else than the applicant said."""
        return self.finding is not None and self.finding != self.statement

    def stored(self) -> dict[str, Any]:
        """Return the answer as the case keeps it."""
        kept: dict[str, Any] = {"yes": self.statement, "note": self.note}
        if self.finding is not None:
            kept |= {"found": self.finding, "found_note": self.finding_note}
        return kept


def answers_of(case: ToleranceCase) -> list[Answer]:
    """Return the negative list with the answers of a case, in the order of the rules."""
    return [
        Answer(
            item,
            kept.get("yes"),
            kept.get("note", ""),
            kept.get("found"),
            kept.get("found_note", ""),
        )
        for item in rules_of(case).negative
        for kept in [case.answers.get(item.code) or {}]
    ]


def forbidding(case: ToleranceCase) -> list[Item]:
    """Return the items of the negative list that are answered with yes: each makes acceptance impossible."""
    return [answer.item for answer in answers_of(case) if answer.holds]


def unanswered(case: ToleranceCase) -> list[Item]:
    """Return the items that nobody has answered yet."""
    return [answer.item for answer in answers_of(case) if answer.holds is None]


def with_statements(case: ToleranceCase, given: Mapping[str, tuple[bool | None, str]]) -> dict[str, Any]:
    """Return the answers of a case with those of the applicant; what the bureau found is asked anew."""
    return {
        answer.item.code: Answer(answer.item, *_clean(given.get(answer.item.code, (None, "")))).stored()
        for answer in answers_of(case)
    }


def with_findings(case: ToleranceCase, given: Mapping[str, tuple[bool | None, str]]) -> dict[str, Any]:
    """Return the answers of a case with what the bureau found.

    Raises ValidationError where an item is not answered, or corrected without a remark.
    """
    kept, wrong = {}, []
    for answer in answers_of(case):
        now, note = _clean(given.get(answer.item.code, (None, "")))
        changed = Answer(answer.item, answer.statement, answer.note, now, note)
        if now is None:
            wrong.append(_("“%(item)s”: confirm or correct the answer.") % {"item": answer.item.name})
        elif changed.corrected and not note:
            wrong.append(_("“%(item)s”: say what the correction rests on.") % {"item": answer.item.name})
        kept[answer.item.code] = changed.stored()
    if wrong:
        raise ValidationError(wrong)
    return kept


def _clean(given: tuple[bool | None, str]) -> tuple[bool | None, str]:
    yes, note = given
    return yes, note.replace("\0", "").strip()[:MOST_WORDS]
