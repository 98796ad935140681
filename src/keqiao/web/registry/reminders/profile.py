"""What comes due at a platform, on its profile."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.models import Platform
from keqiao.web.registry.reminders.presenters import reminders_table
from keqiao.web.registry.reminders.selectors import Reminders, present_day
from keqiao.web.registry.sections import ProfileSection

MOST = 5


def reminders_section(user: Actor, platform: Platform) -> ProfileSection | None:
    """Return the most urgent reminders of a platform for a user, and how many there are; None where none is due."""
    day = present_day()
    due = Reminders(user, day, platforms=[platform.pk])
    total = due.count()
    if not total:
        return None
    table = reminders_table(due[:MOST], day)
    columns = [column for column in table.columns if column.key not in {"subject", "in_charge"}]
    context = {
        "table": replace(table, columns=columns),
        "more": total > MOST,
        "total": total,
        "platform": platform,
    }
    return ProfileSection(_("Reminders"), "registry/reminders/section.html", 30, context)
