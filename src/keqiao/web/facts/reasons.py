"""Why a figure has no value, or what is to be said about it: a code in columns, a sentence for the reader."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from django.utils.translation import gettext as _


class Reason(StrEnum):
    """What stands in the column ``reason`` of figures; :func:`in_words` says it."""

    NOT_APPLICABLE = "n/a"
    NOTHING = "nothing"
    PARTIAL = "partial"
    LAST_KNOWN = "last known"
    NOT_ADDED = "not added"
    INCOMPLETE = "incomplete"
    UNREGISTERED = "unregistered"
    BY_YEAR = "by year"
    TOO_EARLY = "too early"
    NO_TOTAL = "no total"
    NO_CITY_TOTAL = "no city"
    NO_TARGET = "no target"
    PART_MISSING = "part missing"
    ZERO_DIVISOR = "zero divisor"
    LOW_BASE = "low base"


def in_words(
    reason: str | None,
    there: int | None = None,
    among: int | None = None,
    which: Sequence[str] | None = None,
) -> str:
    """Return the sentence of a reason in the reader's language; empty where there is none.

    ``there`` of ``among`` parts or platforms have a value; ``which``: the periods or the day that are meant.
    """
    if reason is None:
        return ""
    count = {"there": there, "all": among}
    match Reason(reason):
        case Reason.PARTIAL:
            sentence = _(
                "Only %(there)s of %(all)s shorter periods are recorded (%(which)s), so there is no total."
            )
            return sentence % (count | {"which": _(", ").join(which or ())})
        case Reason.LAST_KNOWN:
            return _("The last value known is of %(date)s.") % {"date": "".join(which or ())}
        case Reason.INCOMPLETE:
            return _("Incomplete: %(there)s of %(all)s platforms have a value.") % count
        case plain:
            return _plain(plain)


def _plain(reason: Reason) -> str:
    return {
        Reason.NOT_APPLICABLE: _("Stated as not applicable."),
        Reason.NOTHING: _("Nothing was recorded for this period."),
        Reason.NOT_ADDED: _(
            "Platforms' values of this measure are not added up: the same things may be counted twice."
        ),
        Reason.UNREGISTERED: _("Not in the register."),
        Reason.BY_YEAR: _("The register is kept by year: there is no value for a part of a year."),
        Reason.TOO_EARLY: _("The rule that this figure is computed by does not reach back to that time."),
        Reason.NO_TOTAL: _("There is no total of this measure."),
        Reason.NO_CITY_TOTAL: _("There is no city total of this measure."),
        Reason.NO_TARGET: _("The agreement sets no target for this year."),
        Reason.PART_MISSING: _("A part of the ratio is missing."),
        Reason.ZERO_DIVISOR: _("The divisor is zero."),
        Reason.LOW_BASE: _("The base of the growth is not above zero."),
    }[reason]
