"""The publicity (公示) and the decision (定级) that ends it."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import today
from keqiao.web.grading.actions import GradingActing
from keqiao.web.grading.consecutive import Outcomes
from keqiao.web.grading.documents import PARAMETERS
from keqiao.web.grading.lines import as_data
from keqiao.web.grading.models import Grading
from keqiao.web.grading.procedure import GRADINGS
from keqiao.web.grading.selectors import lines_of
from keqiao.web.rulebooks.in_force import noted
from keqiao.web.rulebooks.texts import keep

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

    Raises ValidationError for a period that is past, too short or absurdly long, and what the procedure raises.
    """
    with GRADINGS.acting(actor, pk, "publish", since=since) as work:
        begin_publicity(work, first, last)
        work.after["lines"] = as_data(lines_of(work.row))
    return work.row


def shortest_end(first: date) -> date:
    """Return the earliest last day of a publicity that begins on ``first``."""
    return first + timedelta(days=PARAMETERS.in_force().publicity_days - 1)


def begin_publicity(work: GradingActing, first: date, last: date) -> None:
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
    keep(documents)
    work.row.documents = work.row.documents | documents
    work.change(publicity_from=first, publicity_to=last)
    work.detail |= {"from": first, "to": last}


def finish(actor: Actor, pk: int, *, since: int | None = None) -> Grading:
    """Make the grades final. Raises what the procedure raises; why it cannot be yet is told with its date."""
    with GRADINGS.acting(actor, pk, "finish", since=since) as work:
        lines = list(lines_of(work.row))
        outcomes = Outcomes(work.row)
        for line in lines:
            # An earlier period may have been decided since the lines were made.
            line.outcomes = outcomes.of(line.platform.code, line.grade_code)
            line.save(update_fields=["outcomes"])
        work.after["lines"] = as_data(lines)
    return work.row
