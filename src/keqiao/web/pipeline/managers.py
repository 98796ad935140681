"""The page of a project manager: load, qualification, results, what waits, mandates, success fee by the rules.

A reader meets a manager through projects: whoever sees no project that somebody leads or led sees no page.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import User
from keqiao.web.audit.clock import today
from keqiao.web.pipeline.documents import GATE_RULES
from keqiao.web.pipeline.models import Deliverable, GateReview, GateState, Mandate, ProjectPassage
from keqiao.web.pipeline.query import OPEN, OPEN_STATES, list_url, qualification_words
from keqiao.web.pipeline.selectors import gates_for, passages_for
from keqiao.web.pipeline.tables import SOON, passages_table
from keqiao.web.site.tables import Cell, Column, Table
from keqiao.web.site.tables.due import due_cell

MOST_ROWS = 50
"""Rows of each table; a link leads to the list of all."""


def manager_of(user: Actor, pk: int) -> User:
    """Return somebody who leads or led a project that the user may see. Raises Http404."""
    led: QuerySet[Any] = ProjectPassage.objects.visible_to(user).filter(
        Q(manager=pk) | Q(mandates__manager=pk)
    )
    if not led.order_by().exists():
        raise Http404
    return User.objects.select_related("unit").get(pk=pk)


def page_of(user: Actor, manager: User) -> dict[str, Any]:
    """Return what the page of a manager shows, over the projects that the user may see."""
    open_projects = passages_for(user).filter(manager=manager, state__in=OPEN_STATES)
    mandates: Any = Mandate.objects.visible_to(user).filter(manager=manager)
    mandates = mandates.select_related("passage__project__platform__organisation", "given_by")
    newest = mandates.order_by("-began_on", "-pk").first()
    rules, count = GATE_RULES.in_force().managers, open_projects.order_by().count()
    fees = fee_table(gates_for(user).filter(manager=manager, state=GateState.PASSED))
    return {
        "manager": manager,
        "facts": [
            (_("Unit"), str(manager.unit or "—")),
            (
                pgettext("manager", "Qualification"),
                qualification_words(newest.qualification if newest is not None else ""),
            ),
            (
                pgettext("manager", "Load"),
                _("%(count)d of at most %(most)d projects") % {"count": count, "most": rules.most_projects},
            ),
        ],
        "is_full": count >= rules.most_projects,
        "tables": [
            table
            for table in (
                project_table(open_projects.order_by("due_on", "pk")[:MOST_ROWS]),
                owed_table(user, manager),
                mandate_table(mandates.order_by("-began_on", "-pk")[:MOST_ROWS]),
                fees,
            )
            if table.rows
        ],
        "open_url": list_url(manager=str(manager.pk), state=OPEN),
        "gates_url": f"{reverse('pipeline:gates')}?manager={manager.pk}",
    }


LEFT_OUT = {"manager", "field", "moved_at"}
"""Columns of a list of projects that say nothing here, or little."""


def project_table(passages: QuerySet[ProjectPassage]) -> Table:
    """Return the projects of a manager, without the column that says whose they are."""
    table = passages_table(passages)
    return replace(table, columns=[column for column in table.columns if column.key not in LEFT_OUT])


def owed_table(user: Actor, manager: User) -> Table:
    """Return what projects of a manager still owe: what a successor takes over."""
    owed: Any = Deliverable.objects.visible_to(user).filter(
        passage__manager=manager, passage__state__in=OPEN_STATES, delivered_at=None
    )
    owed = owed.select_related("passage__project", "owner").order_by("due_on", "pk")[:MOST_ROWS]
    rows = [
        {
            "name": entry.name,
            "project": Cell(str(entry.passage), url=entry.passage.get_absolute_url()),
            "owner": str(entry.owner or ""),
            "due_on": due_cell(entry.due_on, today(), SOON),
        }
        for entry in owed
    ]
    columns = [
        Column("name", pgettext("deliverable", "What is owed")),
        Column("project", pgettext("project", "Project")),
        Column("owner", pgettext("deliverable", "By")),
        Column("due_on", _("Due on"), "date"),
    ]
    return Table(_("Open tasks"), columns, rows, name="owed", stacked=True)


def mandate_table(mandates: QuerySet[Mandate]) -> Table:
    """Return the projects that somebody led, from when to when, with the words of the mandate."""
    rows = [
        {
            "project": Cell(str(mandate.passage), url=mandate.passage.get_absolute_url()),
            "platform": str(mandate.passage.project.platform),
            "mandate": mandate.mandate,
            "began_on": mandate.began_on,
            "ended_on": mandate.ended_on,
        }
        for mandate in mandates
    ]
    columns = [
        Column("project", pgettext("project", "Project")),
        Column("platform", _("Platform")),
        Column("mandate", pgettext("manager", "Mandate")),
        Column("began_on", pgettext("manager", "From"), "date"),
        Column("ended_on", pgettext("manager", "Until"), "date"),
    ]
    return Table(_("Mandates"), columns, rows, name="mandates", stacked=True)


def fee_table(passed: QuerySet[GateReview]) -> Table:
    """Return the gates passed under a manager with the money released and the success fee by the rules in force."""
    rules = GATE_RULES.in_force()
    rows = []
    for review in passed.order_by("-decided_at", "-pk")[:MOST_ROWS]:
        released = review.tranche.amount if hasattr(review, "tranche") else None
        rows.append(
            {
                "code": Cell(review.code, url=review.get_absolute_url()),
                "project": Cell(review.passage.project.title, url=review.passage.get_absolute_url()),
                "gate": review.get_gate_display(),
                "decided_at": review.decided_at,
                "gain": (review.readiness_after or review.readiness_before) - review.readiness_before,
                "money": released,
                "fee": rules.managers.fee(released) if released is not None else Decimal(0),
            }
        )
    columns = [
        Column("code", pgettext("gate", "Number")),
        Column("project", pgettext("project", "Project")),
        Column("gate", _("Gate")),
        Column("decided_at", _("Decided on"), "date"),
        Column("gain", _("Levels of readiness gained"), "number", total=True),
        Column("money", _("Money released"), "money", unit="万元", total=True),
        Column("fee", _("Success fee by the rules"), "money", unit="万元", total=True),
    ]
    note = _("Rules %(version)s: %(status)s") % {"version": rules.version, "status": rules.status}
    return Table(_("Gates passed and success fee"), columns, rows, name="fees", note=note, stacked=True)
