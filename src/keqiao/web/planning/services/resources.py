"""State what means a platform had at the end of a year; an earlier statement stays and counts no more."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require
from keqiao.web.audit.clock import present, today
from keqiao.web.audit.services import record
from keqiao.web.planning.models import ResourceStatement
from keqiao.web.planning.rights import PLAN
from keqiao.web.registry.models import Platform


def state_means(
    actor: Actor,
    platform: Platform,
    year: int,
    *,
    cash: Decimal | None,
    area: Decimal | None,
    area_used: Decimal | None,
) -> ResourceStatement:
    """Keep cash in 元 and floor area at the end of a year. Raises PermissionDenied, ValidationError by field."""
    require(actor, PLAN, platform)
    if cash is None and area is None:
        raise ValidationError({"cash": _("Give the cash or the floor area.")})
    if year > today().year:
        raise ValidationError(_("This year has not begun."))
    for name, value in (("cash", cash), ("area", area), ("area_used", area_used)):
        if value is not None and value < 0:
            raise ValidationError({name: _("It is not below zero.")})
    if (area is None) != (area_used is None) or (
        area is not None and area_used is not None and area_used > area
    ):
        raise ValidationError({"area_used": _("Give the area in use too, which is not above the whole.")})
    with transaction.atomic():
        statement = ResourceStatement(
            platform=platform,
            year=year,
            cash=cash,
            area=area,
            area_used=area_used,
            stated_by=actor,
            stated_at=present(),
        )
        statement.save()
        record(actor, "planning.state", statement, {"platform": platform.code, "year": year})
    return statement
