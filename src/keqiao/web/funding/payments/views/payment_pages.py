"""Pages of the finance office and the planners: enter payments, take one back, set due dates."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.funding.models import Payment
from keqiao.web.funding.payments import selectors, tables
from keqiao.web.funding.payments.forms import PaymentsForm, ReversalForm, TermsForm
from keqiao.web.funding.payments.services import payments, planning
from keqiao.web.funding.payments.services.pool_locks import LARGEST_KEY
from keqiao.web.funding.payments.views.context import PAY, PLAN, board_crumb, crumbs, line_crumb
from keqiao.web.procedures.responses import INVALID


@require_http_methods(["GET", "POST"])
@right_required(PAY)
def new_payments(request: SignedInRequest, pk: int) -> HttpResponse:
    """Enter payments of open instalments, all that are written or none."""
    pool = selectors.open_pool(request.user, pk)
    rows = selectors.board(request.user, pool)
    form = PaymentsForm(rows, request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                made = payments.pay(request.user, pk, form.entries(), upload=form.cleaned_data["file"])
            except ValidationError as error:
                form.refused(error)
            else:
                sentence = ngettext("%(count)s payment entered.", "%(count)s payments entered.", len(made))
                messages.success(request, sentence % {"count": len(made)})
                return redirect("funding:payments", pk)
        status = INVALID
    context = {"pool": pool, "form": form, "crumbs": crumbs(pool, board_crumb(pool))}
    return render(request, "funding/payments/new_payments.html", context, status=status)


@require_http_methods(["GET", "POST"])
@right_required(PAY)
def reverse_payment(request: SignedInRequest, pk: int, payment: int) -> HttpResponse:
    """Take a payment back with a reason."""
    pool = selectors.open_pool(request.user, pk)
    entries = selectors.payments_of(selectors.lines_of(request.user, pool))
    entry: Payment | None = entries.filter(pk=payment).first() if payment <= LARGEST_KEY else None
    if entry is None:
        raise Http404
    form, status, line = ReversalForm(request.POST or None), 200, entry.instalment.line
    line.proposal = pool.chosen  # type: ignore[assignment]
    if request.method == "POST":
        if form.is_valid():
            try:
                payments.reverse_payment(request.user, pk, payment, form.cleaned_data["reason"])
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("The payment is taken back by an entry of its own."))
                return redirect(tables.statement_url(line))
        status = INVALID
    context = {
        "pool": pool,
        "form": form,
        "crumbs": crumbs(pool, board_crumb(pool), line_crumb(pool, line)),
        "heading": _("Take a payment back"),
        "entries": [
            (_("Platform"), line.platform),
            (_("Instalment number and name"), entry.instalment),
            (_("Paid on"), entry.paid_on.isoformat()),
            (_("Voucher number"), entry.voucher),
        ],
        "amount": entry.amount,
        "back": tables.statement_url(line),
    }
    return render(request, "funding/payments/reverse.html", context, status=status)


@require_http_methods(["GET", "POST"])
@right_required(PLAN)
def terms(request: SignedInRequest, pk: int) -> HttpResponse:
    """Set due dates and conditions of instalments."""
    pool = selectors.open_pool(request.user, pk)
    form, status = TermsForm(selectors.board(request.user, pool), request.POST or None), 200
    if request.method == "POST":
        if form.is_valid():
            try:
                count = planning.set_terms(request.user, pk, form.terms())
            except ValidationError as error:
                form.refused(error)
            else:
                sentence = ngettext("%(count)s instalment changed.", "%(count)s instalments changed.", count)
                messages.success(request, sentence % {"count": count})
                return redirect("funding:payments", pk)
        status = INVALID
    context = {"pool": pool, "form": form, "crumbs": crumbs(pool, board_crumb(pool))}
    return render(request, "funding/payments/terms.html", context, status=status)
