"""The documents of the room: when reminders turn yellow."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from keqiao.engine.documents import DocumentForm, Label
from keqiao.web.rulebooks.kinds import DocumentKind
from keqiao.web.rulebooks.parts import Days, SourcedPart


class ReminderDays(SourcedPart):
    """ReminderDays in days."""

    expiry: Annotated[Days, Label(_("Days before something expires from which it is yellow"))]
    obligation: Annotated[Days, Label(_("Days before something owed is due from which it is yellow"))]
    ended_shown: Annotated[Days, Label(_("Days for which something that ended is still shown"))]


REMINDERS = DocumentKind(
    "registry.reminders",
    _("Reminders of the registers"),
    _("From when on what expires and what is owed asks for a look"),
    DocumentForm(ReminderDays),
    Path(__file__).parent / "reminders" / "reminders.yaml",
)
