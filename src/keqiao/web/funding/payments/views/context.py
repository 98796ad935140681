"""What the pages of this part share: the reader, the way to a page, files to download."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from keqiao.web.funding.models import Pool, ProposalLine

VIEW, PLAN, PAY, USE = "funding.view", "funding.plan", "funding.pay", "funding.use"
Crumbs = list[tuple[Any, str]]


def crumbs(pool: Pool, *more: tuple[Any, str]) -> Crumbs:
    """Return the way from the pool to a page below its payments."""
    way: Crumbs = [(_("Funding"), reverse("funding:pools")), (pool.title, pool.get_absolute_url())]
    return [*way, *more]


def board_crumb(pool: Pool) -> tuple[str, str]:
    """Return the step to the board of payments."""
    return _("Payments and use"), reverse("funding:payments", args=(pool.pk,))


def line_crumb(pool: Pool, line: ProposalLine) -> tuple[str, str]:
    """Return the step to the statement of a platform."""
    return str(line.platform), reverse("funding:statement", args=(pool.pk, line.platform.code))
