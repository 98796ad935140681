"""Fulfilment of a platform's agreement on its profile: what both sides promised, what was reached, with lights."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import decide
from keqiao.web.facts.fulfilment import Fulfilment, fulfilments
from keqiao.web.registry.editing.rows import address
from keqiao.web.registry.models import Commitment, Platform
from keqiao.web.registry.reminders.selectors import present_day
from keqiao.web.registry.sections import ProfileSection
from keqiao.web.site import numbers
from keqiao.web.site.tables import Cell, Column, Table

MOST = 8
MOST_READ = 500
"""Commitments of a platform that are read for its profile, the newest; an agreement of ten years has about fifty."""
URGENCY = ("bad", "watch", "none", "good")


def fulfilment_section(user: Actor, platform: Platform) -> ProfileSection | None:
    """Return how far a platform's commitments are fulfilled, open ones first; None where there are none to see."""
    if not decide(user, "facts.view", platform):
        return None
    day = present_day()
    rows = Commitment.objects.current().visible_to(user).filter(agreement__platform=platform)
    rows = rows.filter(agreement__signed_on__lte=day).select_related("agreement__platform")
    promises = fulfilments(user, rows.order_by("-year", "-due_on", "-pk")[:MOST_READ], day)
    if not promises:
        return None
    ordered = sorted(
        promises, key=lambda promise: (URGENCY.index(promise.light), -(promise.due or date.min).toordinal())
    )
    context = {
        "table": fulfilment_table(ordered[:MOST], day),
        "more": len(promises) > MOST,
        "total": len(promises),
        "met": sum(promise.is_met for promise in promises),
        "platform": platform,
    }
    return ProfileSection(_("Fulfilment of the agreement"), "facts/agreed.html", 40, context)


def fulfilment_table(rows: Iterable[Fulfilment], day: date) -> Table:
    """Return the table of fulfilments: target and value in the shown unit, the share, the light."""
    columns = [
        Column("item", pgettext("commitment", "Item"), "link"),
        Column("party", _("Party")),
        Column("due", _("Due on"), "date"),
        Column("target", _("Target"), "number"),
        Column("value", _("Reached"), "number"),
        Column("unit", _("Unit")),
        Column("share", _("Fulfilled"), "percent"),
        Column("light", _("State")),
        Column("source", _("Told by")),
    ]
    return Table(
        _("Fulfilment of the agreement"),
        columns,
        [_row(row, day) for row in rows],
        as_of=day.isoformat(),
        name="fulfilment",
    )


def _row(fulfilment: Fulfilment, day: date) -> dict[str, Any]:
    row, figure = fulfilment.commitment, fulfilment.figure
    in_yuan = row.unit == "元" and figure is None
    target, value, unit = row.target, row.delivered, row.unit
    if figure is not None:
        target, value, unit = figure.measure.in_display_unit(row.target), figure.display_value, figure.unit
    elif in_yuan:
        target, value, unit = numbers.wan(target), numbers.wan(value), _("10k yuan")
    if figure is None and row.delivered_on is not None and row.delivered_on > day:
        value = None
    return {
        "item": Cell(str(row), url=address(row)),
        "party": row.get_party_display(),
        "due": fulfilment.due,
        "target": target,
        "value": Cell(
            value,
            text="" if figure is None or figure.value is None else figure.text,
            url="" if figure is None else figure.url,
            title=fulfilment.note,
        ),
        "unit": unit,
        "share": fulfilment.share,
        "light": Cell(_state(fulfilment, day), light=fulfilment.light),
        "source": _source(fulfilment),
    }


def _state(fulfilment: Fulfilment, day: date) -> str:
    """The light in words, which say more than its colour."""
    if fulfilment.is_met:
        return _("fulfilled")
    if fulfilment.light == "bad":
        return _("overdue")
    if fulfilment.light == "none":
        return _("no figure yet")
    if fulfilment.light == "watch":
        behind = (
            fulfilment.expected is not None
            and fulfilment.share is not None
            and fulfilment.share < fulfilment.expected
        )
        return _("behind the year") if behind else _("due soon")
    return _("on the way")


def _source(fulfilment: Fulfilment) -> str:
    """What tells how far it is: the measure, else the register's own entry, with why there is no figure."""
    if fulfilment.figure is not None and fulfilment.figure.value is not None:
        return str(fulfilment.figure.measure)
    if fulfilment.share is None and fulfilment.note:
        return fulfilment.note
    return f"{_('by hand')} · {fulfilment.note}" if fulfilment.note else _("by hand")
