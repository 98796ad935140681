"""The decision: one of the proposals, with minutes, by another person than who made it."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from keqiao.web.accounts.access import RightRequired
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.funding import selectors
from keqiao.web.funding.computation import wan
from keqiao.web.funding.context import crumbs, open_pool, signed_in
from keqiao.web.funding.forms import DecisionForm
from keqiao.web.funding.listings import decided_table, wan_unit
from keqiao.web.funding.models import Pool, Proposal
from keqiao.web.funding.rights import APPROVE
from keqiao.web.funding.services import decision
from keqiao.web.procedures.responses import INVALID, refused
from keqiao.web.procedures.second_look import second_look
from keqiao.web.site.punctuation import bracketed


class Decide(RightRequired, View):
    """Choose a proposal; what stands against each is told before."""

    right = APPROVE

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Show the proposals and the form."""
        pool = open_pool(request, pk)
        proposals = selectors.proposals(request.user, pool)
        form = DecisionForm(_choices(proposals), initial={"edition": pool.edition})
        return self._page(request, pool, proposals, form)

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Decide, or show why it cannot be."""
        pool = open_pool(request, pk)
        proposals = selectors.proposals(request.user, pool)
        form = DecisionForm(_choices(proposals), request.POST)
        if form.is_valid():
            data = form.cleaned_data
            chosen = next(proposal for proposal in proposals if proposal.number == data["proposal"])
            if not decision.hindrances(signed_in(request), pool, chosen):
                ask = self._second_look(request, pool, chosen)
                if ask is not None:
                    return ask
            try:
                decided = decision.decide(
                    signed_in(request), pool, data["proposal"], data["minutes"], data["edition"]
                )
            except ValidationError as error:
                now = {"edition": open_pool(request, pk).edition}
                return self._page(request, pool, proposals, form, status=refused(form, error, now))
            messages.success(request, _("Decided: %(proposal)s.") % {"proposal": decided.chosen})
            return redirect(decided)
        return self._page(request, pool, proposals, form, status=INVALID)

    def _second_look(self, request: HttpRequest, pool: Pool, chosen: Proposal) -> HttpResponse | None:
        lines = list(chosen.lines.select_related("platform"))
        paid = [line for line in lines if line.amount]
        unit = wan_unit()
        effects = [
            _("%(count)d platforms get %(amount)s %(unit)s together; %(unspent)s %(unit)s stay in the pool.")
            % {
                "count": len(paid),
                "amount": wan(sum((line.amount for line in lines), Decimal(0))),
                "unspent": wan(chosen.unspent),
                "unit": unit,
            },
            _("Instalments are made of the amounts, and every platform is told of its own."),
            _("The amounts stand from then on. Nobody can change them."),
        ]
        return second_look(
            request,
            _("Decide by %(proposal)s") % {"proposal": chosen},
            effects,
            label=_("Decide"),
            back=request.path,
            crumbs=crumbs(pool),
            table=decided_table(pool, lines),
        )

    def _page(
        self,
        request: HttpRequest,
        pool: Pool,
        proposals: list[Proposal],
        form: DecisionForm,
        *,
        status: int = 200,
    ) -> HttpResponse:
        if pool.state != Pool.State.PLANNING:
            messages.error(request, _("The pool takes no decision any more."))
            return redirect(pool)
        user = signed_in(request)
        context = {
            "pool": pool,
            "crumbs": crumbs(pool),
            "form": form,
            "candidates": [(proposal, decision.hindrances(user, pool, proposal)) for proposal in proposals],
            "amount": f"{wan(pool.amount)} {wan_unit()}",
        }
        return render(request, "funding/decide.html", context, status=status)


def _choices(proposals: list[Proposal]) -> list[tuple[int, str]]:
    return [(proposal.number, bracketed(proposal, proposal.rules)) for proposal in proposals]
