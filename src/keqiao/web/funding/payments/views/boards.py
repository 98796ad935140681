"""The board of payments, the flow of the money, the statement of a platform; each with its workbook."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.rules import decide
from keqiao.web.funding.ground import put_right_by
from keqiao.web.funding.models import Pool, ProposalLine
from keqiao.web.funding.payments import pictures, selectors, tables
from keqiao.web.funding.payments.balances import PoolBalance
from keqiao.web.funding.payments.rules import rules_of
from keqiao.web.funding.payments.views.context import (
    PAY,
    PLAN,
    USE,
    VIEW,
    board_crumb,
    crumbs,
)
from keqiao.web.site.downloads import Export, send_file
from keqiao.web.site.tables import Table


@require_GET
@right_required(VIEW)
def board(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show where the money of each platform stands; a platform is led to its own statement."""
    pool = selectors.open_pool(request.user, pk)
    rows = selectors.board(request.user, pool)
    if not _sees_all(request) and len(rows) == 1:
        return redirect(tables.statement_url(rows[0].line))
    whole = PoolBalance.of(rows)
    context = {
        "pool": pool,
        "crumbs": crumbs(pool),
        "whole": whole,
        "stays": pool.chosen.unspent if pool.chosen else 0,
        "table": tables.board_table(pool, rows, reverse("funding:payments_workbook", args=(pk,))),
        "picture": pictures.progress(pool, rows),
        "may_pay": bool(decide(request.user, PAY)),
        "may_plan": bool(decide(request.user, PLAN)),
        "sees_all": _sees_all(request),
        "put_right_by": put_right_by(pool.grading),
    }
    return render(request, "funding/payments/board.html", context)


@require_GET
@right_required(VIEW)
def board_workbook(request: SignedInRequest, pk: int) -> HttpResponse:
    """The board as a workbook."""
    pool = selectors.open_pool(request.user, pk)
    table = tables.board_table(pool, selectors.board(request.user, pool))
    return _exported(request, pool, table, _("payments"))


@require_GET
@right_required(VIEW)
def flow(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the way of the money from the budget to its use, entry by entry."""
    pool = selectors.open_pool(request.user, pk)
    lines = selectors.lines_of(request.user, pool)
    whole = PoolBalance.of(selectors.board(request.user, pool))
    address = reverse("funding:payments_flow_workbook", args=(pk,))
    context = {
        "pool": pool,
        "crumbs": crumbs(pool, board_crumb(pool)),
        "whole": whole,
        "stays": pool.chosen.unspent if pool.chosen else 0,
        "closes": _sees_all(request)
        and pool.chosen is not None
        and whole.allocated + pool.chosen.unspent == pool.amount,
        "table": _flow(pool, lines, address),
        "sees_all": _sees_all(request),
    }
    return render(request, "funding/payments/flow.html", context)


@require_GET
@right_required(VIEW)
def flow_workbook(request: SignedInRequest, pk: int) -> HttpResponse:
    """The flow of the money as a workbook."""
    pool = selectors.open_pool(request.user, pk)
    table = _flow(pool, selectors.lines_of(request.user, pool))
    return _exported(request, pool, table, _("flow of money"))


@require_GET
@right_required(VIEW)
def statement(request: SignedInRequest, pk: int, platform: str) -> HttpResponse:
    """Show the money of one platform: instalments, entries, use by category, shares of the team."""
    pool = selectors.open_pool(request.user, pk)
    line = selectors.open_line(request.user, pool, platform)
    balance = selectors.balance_of(line)
    payments, uses = list(selectors.payments_of([line])), list(selectors.uses_of([line]))
    rules = rules_of(line)
    categories = selectors.by_category(rules, uses, _("Team incentives"), get_language() or "zh")
    may_pay, may_use = bool(decide(request.user, PAY)), bool(decide(request.user, USE, line.platform))
    address = reverse("funding:statement_workbook", args=(pk, platform))
    context: dict[str, Any] = {
        "pool": pool,
        "line": line,
        "crumbs": crumbs(pool, *([board_crumb(pool)] if _sees_all(request) else [])),
        "balance": balance,
        "instalments": tables.parts_table(balance),
        "entries": tables.statement_table(line, (payments, uses), address, (may_pay, may_use)),
        "categories": tables.categories_table(categories) if categories else None,
        "picture": pictures.uses(pool, categories) if categories else None,
        "shares": selectors.shares_of(line),
        "team": rules.team,
        "may_pay": may_pay,
        "may_use": may_use,
    }
    return render(request, "funding/payments/statement.html", context)


@require_GET
@right_required(VIEW)
def statement_workbook(request: SignedInRequest, pk: int, platform: str) -> HttpResponse:
    """The statement of a platform as a workbook."""
    pool = selectors.open_pool(request.user, pk)
    line = selectors.open_line(request.user, pool, platform)
    table = tables.statement_table(
        line, (list(selectors.payments_of([line])), list(selectors.uses_of([line])))
    )
    return _exported(request, pool, table, str(table.title))


def _flow(pool: Pool, lines: list[ProposalLine], address: str = "") -> Table:
    entries = (list(selectors.payments_of(lines)), list(selectors.uses_of(lines)))
    return tables.flow_table(pool, lines, entries, address)


def _exported(request: HttpRequest, pool: Pool, table: Table, name: str) -> HttpResponse:
    about = Export("funding.export_payments", pool, {"table": table.title})
    return send_file(request, table, f"{pool.code} {name}.xlsx", about=about)


def _sees_all(request: HttpRequest) -> bool:
    return request.user.scope_for(VIEW) == "all"  # type: ignore[union-attr]
