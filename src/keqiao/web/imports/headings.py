"""Headings that an importer did not know and somebody matched to a column: remembered for the people of the unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from keqiao.engine.figures import same_text
from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.services import record
from keqiao.web.imports import services
from keqiao.web.imports.importers import importer_of
from keqiao.web.imports.models import HeadingMatch, ImportPlan

LONGEST = 60
"""Characters of a heading that are kept."""


def matched(user: Actor, importer: str, subject: str) -> dict[str, str]:
    """Return what people of the user's unit matched: heading, as :func:`same_text` writes it → column."""
    rows = HeadingMatch.objects.filter(importer=importer, subject=subject, unit=user.unit)
    return dict(rows.values_list("heading", "column"))


def match_headings(user: Actor, plan: ImportPlan, chosen: Mapping[str, str]) -> ImportPlan:
    """Remember which column each heading means, and check the file again: the new plan takes the place of the old one.

    Raises ValidationError for a heading or a column that is none of the plan's, PermissionDenied.
    """
    importer = importer_of(plan.importer)
    into = importer.subject(user, plan.subject)
    decision = importer.decide(user, into)
    if not decision:
        raise PermissionDenied(decision.reason)
    columns = importer.columns(plan)
    wanted = {heading: column for heading, column in chosen.items() if column}
    if not wanted or not plan.content or plan.state != ImportPlan.State.PLANNED:
        raise ValidationError(_("Choose a column for at least one heading."))
    if set(wanted) - set(plan.unknown) or set(wanted.values()) - set(columns):
        raise ValidationError(_("There is no such heading or column."))
    if len(set(wanted.values())) < len(wanted) or set(wanted.values()) & set(plan.places):
        raise ValidationError(_("Each column is filled by one heading."))
    with transaction.atomic():
        for heading, column in wanted.items():
            HeadingMatch.objects.update_or_create(
                importer=plan.importer,
                subject=plan.subject,
                unit=user.unit,
                heading=same_text(heading)[:LONGEST],
                defaults={"column": column, "by": user},
            )
        detail: dict[str, Any] = {"importer": plan.importer, "subject": plan.subject, "headings": wanted}
        record(user, "imports.match_headings", plan, detail)
    anew = services.plan_file(user, importer, plan.subject, plan.file_name, bytes(plan.content))
    services.discard(user, plan.pk)
    return anew
