"""The publicity (公示) and the decision (定级) that ends it."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import today
from keqiao.web.grading.consecutive import Outcomes
from keqiao.web.grading.documents import PARAMETERS
from keqiao.web.grading.lines import as_data
from keqiao.web.grading.models import Grading
from keqiao.web.grading.selectors import lines_of
from keqiao.web.grading.services.acting import Acting, acting
from keqiao.web.rulebooks.in_force import noted
from keqiao.web.rulebooks.services import keep

LONGEST = 366
"""Days of a publicity that nobody means when typing a date."""


def publish(
    actor: Actor,
    pk: int,
    first: date,
    last: date,
    *,
    since: int | None = None,
) -> Grading:
    """Publish the grades from ``first`` to ``last``, both days counted.

    Raises ValidationError for a period that is past, too short or absurdly long, and what ``acting`` raises.
    """
    with acting(actor, pk, "publish", since=since) as at_work:
        begin_publicity(at_work, first, last)
        at_work.after["lines"] = as_data(lines_of(at_work.grading))
    return at_work.grading


def shortest_end(first: date) -> date:
    """Return the earliest last day of a publicity that begins on ``first``."""
    return first + timedelta(days=PARAMETERS.in_force().publicity_days - 1)


def begin_publicity(at_work: Acting, first: date, last: date) -> None:
    """Set the days of the publicity. Raises ValidationError for a period that cannot be."""
    with noted() as documents:
        day, least = today(), PARAMETERS.in_force().publicity_days
    if first < day:
        raise ValidationError(
            {"first": _("The publicity cannot begin before today (%(day)s).") % {"day": day}}
        )
    if (first - day).days > LONGEST or (last - first).days >= LONGEST:
        raise ValidationError({"last": _("The publicity lies too far away or is too long.")})
    length = (last - first).days + 1
    if length < least:
        raise ValidationError(
            {
                "last": _(
                    "The publicity lasts at least %(least)d days, not %(length)d; the earliest last day is %(day)s."
                )
                % {"least": least, "length": max(length, 0), "day": shortest_end(first)}
            }
        )
    grading = at_work.grading
    keep(documents)
    grading.documents = grading.documents | documents
    at_work.before["publicity"] = [_iso(grading.publicity_from), _iso(grading.publicity_to)]
    grading.publicity_from, grading.publicity_to = first, last
    at_work.after["publicity"] = [_iso(first), _iso(last)]
    at_work.detail |= {"from": first, "to": last}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def finish(actor: Actor, pk: int, *, since: int | None = None) -> Grading:
    """Make the grades final. Raises what ``acting`` raises; why it cannot be yet is told with its date."""
    with acting(actor, pk, "finish", since=since) as at_work:
        grading = at_work.grading
        lines = list(lines_of(grading))
        outcomes = Outcomes(grading)
        for line in lines:
            # An earlier period may have been decided since the lines were made.
            line.outcomes = outcomes.of(line.platform.code, line.grade_code)
            line.save(update_fields=["outcomes"])
        grading.final_by, grading.final_at = actor, at_work.at
        at_work.after["lines"] = as_data(lines)
    return grading
