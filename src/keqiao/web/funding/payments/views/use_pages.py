"""Pages of a platform: report a use, take one back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.rules import require
from keqiao.web.funding.payments import selectors, tables
from keqiao.web.funding.payments.forms import ReversalForm, UseForm
from keqiao.web.funding.payments.rules import entry_name, rules_of
from keqiao.web.funding.payments.services import uses
from keqiao.web.funding.payments.services.pool_locks import LARGEST_KEY
from keqiao.web.funding.payments.views.context import USE, crumbs, line_crumb
from keqiao.web.procedures.responses import INVALID


@require_http_methods(["GET", "POST"])
@right_required(USE)
def new_use(request: SignedInRequest, pk: int, platform: str) -> HttpResponse:
    """Report a use of the platform's money."""
    pool = selectors.open_pool(request.user, pk)
    line = selectors.open_line(request.user, pool, platform)
    require(request.user, USE, line.platform)
    form = UseForm(rules_of(line), request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                uses.report_use(request.user, line.pk, form.used(), upload=form.cleaned_data["file"])
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("The use is entered."))
                return redirect(tables.statement_url(line))
        status = INVALID
    language = get_language() or "zh"
    context = {
        "pool": pool,
        "line": line,
        "form": form,
        "balance": selectors.balance_of(line),
        "barred": [use for use in selectors.by_category(rules_of(line), [], "", language) if not use.allowed],
        "crumbs": crumbs(pool, line_crumb(pool, line)),
    }
    return render(request, "funding/payments/new_use.html", context, status=status)


@require_http_methods(["GET", "POST"])
@right_required(USE)
def reverse_use(request: SignedInRequest, pk: int, platform: str, spending_pk: int) -> HttpResponse:
    """Take a use back with a reason."""
    pool = selectors.open_pool(request.user, pk)
    line = selectors.open_line(request.user, pool, platform)
    require(request.user, USE, line.platform)
    entry = selectors.uses_of([line]).filter(pk=spending_pk).first() if spending_pk <= LARGEST_KEY else None
    if entry is None:
        raise Http404
    form, status = ReversalForm(request.POST or None), 200
    if request.method == "POST":
        if form.is_valid():
            try:
                uses.reverse_use(request.user, line.pk, spending_pk, form.cleaned_data["reason"])
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("The use is taken back by an entry of its own."))
                return redirect(tables.statement_url(line))
        status = INVALID
    context = {
        "pool": pool,
        "form": form,
        "crumbs": crumbs(pool, line_crumb(pool, line)),
        "heading": _("Take a use back"),
        "entries": [
            (_("Platform"), line.platform),
            (_("Category of use"), entry_name(rules_of(line), entry)),
            (_("Used on"), entry.spent_on.isoformat()),
            (_("Purpose"), entry.purpose),
            (_("Voucher number"), entry.voucher),
        ],
        "amount": entry.amount,
        "back": tables.statement_url(line),
    }
    return render(request, "funding/payments/reverse.html", context, status=status)
