"""Pools: the list, a new one, the page with proposals side by side, change, withdrawal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views import View

from keqiao.web.accounts.access import RightRequired
from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.funding import comparison, listings, narrative, pictures, selectors
from keqiao.web.funding.computation import wan
from keqiao.web.funding.context import crumbs, open_pool, signed_in
from keqiao.web.funding.documents import PARAMETERS
from keqiao.web.funding.forms import PoolForm
from keqiao.web.funding.ground import put_right_by
from keqiao.web.funding.models import Pool, PoolStep, Proposal
from keqiao.web.funding.procedure import POOLS
from keqiao.web.funding.rights import APPROVE, PLAN, VIEW
from keqiao.web.funding.services import pools
from keqiao.web.procedures.history import action_words
from keqiao.web.procedures.responses import INVALID, UNKNOWN_EDITION, answer, edition_in, refused
from keqiao.web.site.lists import Filter, ListPage, ListView, in_words, with_value, with_words
from keqiao.web.site.punctuation import bracketed, clauses
from keqiao.web.site.tables import Table


class PoolList(ListView):
    """The pools that the reader may see."""

    right = VIEW
    template_name = "funding/pools.html"
    export, file_name = "funding.export", "pools"
    orders: ClassVar = {
        "code": "code",
        "title": "title",
        "period": "period",
        "amount": "amount",
        "state": "state",
        "proposals": "proposal_count",
        "decided_at": "decided_at",
    }

    def filters(self) -> list[Filter]:
        """Words, period, state."""
        every = Pool.objects.visible_to(self.request.user).order_by("-period")
        periods = [(period, period) for period in every.values_list("period", flat=True).distinct()]
        states = in_words(Pool.State)
        return [
            Filter("q", _("Number or title"), kind="words", apply=with_words("code", "title")),
            Filter("period", _("Period"), choices=periods, apply=with_value("period")),
            Filter("state", pgettext("pool", "State"), choices=states, apply=with_value("state")),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[Pool]:
        """The pools."""
        return selectors.pools(self.request.user)

    def table(self, rows: Iterable[Pool]) -> Table:
        """Print them."""
        return listings.pools_table(rows)

    def context(self, wanted: ListPage, page: Page[Pool]) -> dict[str, Any]:
        """Whether the reader may make one."""
        return {"may_plan": signed_in(self.request).has_right(PLAN)}


class NewPool(RightRequired, View):
    """Make a pool."""

    right = PLAN

    def get(self, request: SignedInRequest) -> HttpResponse:
        """Show the form."""
        return self._page(request, PoolForm(request.user))

    def post(self, request: SignedInRequest) -> HttpResponse:
        """Make the pool, or show what is wrong."""
        form = PoolForm(request.user, request.POST)
        if form.is_valid():
            try:
                return redirect(pools.create_pool(signed_in(request), form.terms()))
            except ValidationError as error:
                return self._page(request, form, refused(form, error))
        return self._page(request, form, INVALID)

    def _page(self, request: HttpRequest, form: PoolForm, status: int = 200) -> HttpResponse:
        return render(request, "funding/pool_form.html", {"form": form, "crumbs": crumbs()}, status=status)


class EditPool(RightRequired, View):
    """Change a pool that is being planned."""

    right = PLAN

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Show the form."""
        pool = open_pool(request, pk)
        return self._page(request, pool, PoolForm(request.user, pool=pool))

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Change the pool, or show what is wrong."""
        pool = open_pool(request, pk)
        form = PoolForm(request.user, request.POST, pool=pool)
        if form.is_valid():
            try:
                edition = form.cleaned_data["edition"] or UNKNOWN_EDITION
                return redirect(pools.edit_pool(signed_in(request), pool, form.terms(), edition))
            except ValidationError as error:
                return self._page(request, pool, form, refused(form, error, form.of(pool)))
        return self._page(request, pool, form, INVALID)

    def _page(self, request: HttpRequest, pool: Pool, form: PoolForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "pool": pool, "crumbs": crumbs(pool)}
        return render(request, "funding/pool_form.html", context, status=status)


class WithdrawPool(RightRequired, View):
    """Take back a pool that is not decided, with a reason."""

    right = PLAN

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Withdraw, or show the pool again with the reason as it was typed."""
        pool, reason, edition = (
            open_pool(request, pk),
            request.POST.get("reason", ""),
            edition_in(request.POST),
        )

        def again(error: ValidationError, status: int) -> HttpResponse:
            return pool_page(request, open_pool(request, pk), error.messages, status)

        return answer(
            request,
            lambda: pools.withdraw_pool(signed_in(request), pool, reason, edition),
            done=_("The pool is withdrawn."),
            to=pool,
            again=again,
        )


class PoolPage(RightRequired, View):
    """A pool: what it is, its proposals side by side, the decision, what was done."""

    right = VIEW

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Show the page; platform users see the totals and their own line."""
        return pool_page(request, open_pool(request, pk))


def pool_page(
    request: HttpRequest, pool: Pool, problems: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    """Return the page of a pool; after a refusal with what was typed, and why."""
    user = signed_in(request)
    proposals = selectors.proposals(user, pool)
    context: dict[str, Any] = {
        "pool": pool,
        "crumbs": crumbs(),
        "planning": pool.state == Pool.State.PLANNING,
        "facts": facts(pool, whole=selectors.sees_all(user)),
        "put_right_by": put_right_by(pool.grading),
    }
    if not selectors.sees_all(user):
        return render(request, "funding/own.html", context | own(pool, proposals))
    context |= {
        "proposals": proposals,
        "may_plan": user.has_right(PLAN),
        "may_decide": user.has_right(APPROVE),
        "problems": problems,
        "reason": request.POST.get("reason", ""),
        "steps": [(step, action_words(POOLS, step.action), _letter(step)) for step in selectors.steps(pool)],
    }
    if proposals:
        context |= side_by_side(user, pool, chosen(request, proposals))
    return render(request, "funding/pool.html", context, status=status)


def chosen(request: HttpRequest, proposals: list[Proposal]) -> list[Proposal]:
    """Return the proposals asked for (?p=1&p=3), at most so many as stand side by side; else the last ones."""
    most = PARAMETERS.in_force().side_by_side
    numbers = set(request.GET.getlist("p"))
    return [proposal for proposal in proposals if str(proposal.number) in numbers][:most] or proposals[-most:]


def side_by_side(user: Actor, pool: Pool, proposals: list[Proposal]) -> dict[str, Any]:
    """Return the proposals shown, their table, wholes, who moves, and the picture."""
    rows = comparison.rows_of(proposals)
    broken = [comparison.broken(proposal) for proposal in proposals]
    return {
        "shown": proposals,
        "wholes": listings.wholes_table(pool, proposals, comparison.wholes(proposals), broken),
        "table": listings.comparison_table(pool, proposals, rows, selectors.earlier_amounts(user, pool)),
        "moves": comparison.who_moves(rows, proposals),
        "picture": pictures.side_by_side(pool, proposals, rows),
    }


def own(pool: Pool, proposals: list[Proposal]) -> dict[str, Any]:
    """Return what a platform's user sees of a decided pool: the own lines with every step, no sums of others."""
    mine = [line for proposal in proposals for line in proposal.lines.all()]
    return {
        "chosen": pool.chosen,
        "lines": [(line, narrative.formula(line), narrative.own_steps(line)) for line in mine],
        "unit": listings.wan_unit(),
    }


def facts(pool: Pool, *, whole: bool) -> list[tuple[str, str]]:
    """Return what the pool is, as terms and texts; the minutes are for those who see the whole."""
    stands = str(pool.grading or pool.run or "")
    if pool.grading is not None:
        stands = bracketed(stands, pool.grading.get_state_display())
    elif pool.run is not None:
        stands = bracketed(stands, _("trial"))
    entries = [
        (_("State"), pool.get_state_display()),
        (_("Period"), pool.period),
        (_("Amount"), f"{wan(pool.amount)} {listings.wan_unit()}"),
        (_("Stands on"), stands),
        (_("Source document"), pool.source),
        (_("Made by"), clauses(pool.created_by, _day(pool.created_at))),
    ]
    if pool.decided_at is not None:
        entries += [
            (_("Decided by"), clauses(pool.decided_by, _day(pool.decided_at))),
            (_("Proposal chosen"), str(pool.chosen)),
            (_("Minutes"), pool.minutes if whole else ""),
        ]
    return entries


def _day(at: datetime) -> str:
    return timezone.localdate(at).isoformat()


def _letter(step: PoolStep) -> str:
    """Return the letter of the proposal that a step is about; empty where it is about none."""
    number = step.after.get("proposal")
    return Proposal(number=number).letter if isinstance(number, int) else ""
