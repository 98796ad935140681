"""Pages of team shares: propose one, see it on paper, confirm or withdraw it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from keqiao.engine.allocation import AllocationError, permitted_use, team_limit
from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.rules import require
from keqiao.web.funding.models import TeamShare
from keqiao.web.funding.payments import selectors
from keqiao.web.funding.payments.forms import TeamForm
from keqiao.web.funding.payments.procedure import SHARES
from keqiao.web.funding.payments.rules import in_words, rules_of
from keqiao.web.funding.payments.services import teams
from keqiao.web.funding.payments.views.context import USE, VIEW, crumbs, line_crumb
from keqiao.web.procedures.responses import INVALID, answer
from keqiao.web.registry.listings import Viewer
from keqiao.web.site import stored_sentences


@require_http_methods(["GET", "POST"])
@right_required(USE)
def new_share(request: SignedInRequest, pk: int, platform: str) -> HttpResponse:
    """Propose a share for people of the team; rules that bar it are named before anything is written."""
    pool = selectors.open_pool(request.user, pk)
    line = selectors.open_line(request.user, pool, platform)
    require(request.user, USE, line.platform)
    rules, names = rules_of(line), Viewer.of(request.user)
    people = [(person, names.name_of(person)) for person in teams.team_of(line, timezone.localdate())]
    form = TeamForm(people, request.POST or None)
    barred: list[str] = []
    if rules.team is None:
        barred = [_("“%(rules)s” say nothing about shares for people.") % {"rules": line.proposal.rules.name}]
    elif rules.team.use is not None:
        try:
            permitted_use(rules, rules.team.use)
        except AllocationError as error:
            barred = in_words(error)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            fields = form.cleaned_data
            try:
                share = teams.propose(
                    request.user,
                    line.pk,
                    form.weights(),
                    fields["amount"],
                    fields["spent_on"],
                    fields["reason"],
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("Proposed; another person confirms it."))
                return redirect("funding:team_share", pk, platform, share.pk)
        status = INVALID
    balance = selectors.balance_of(line)
    context = {
        "pool": pool,
        "line": line,
        "form": form,
        "barred": barred,
        "rules": rules,
        "balance": balance,
        "most": team_limit(rules, balance.paid),
        "before": teams.handed_on(line),
        "crumbs": crumbs(pool, line_crumb(pool, line)),
    }
    return render(request, "funding/payments/new_share.html", context, status=status)


@require_GET
@right_required(VIEW)
def team_share(request: SignedInRequest, pk: int, platform: str, share: int) -> HttpResponse:
    """Show a share: with its members to the own unit, planners and auditors, as a total to the others."""
    return _page(request, pk, platform, share)


@require_POST
@right_required(USE)
def confirm_share(request: SignedInRequest, pk: int, platform: str, share: int) -> HttpResponse:
    """Confirm a share."""
    done = _("Confirmed; it counts as used now and is not changed any more.")
    return _act(request, pk, platform, share, teams.confirm, done)


@require_POST
@right_required(USE)
def withdraw_share(request: SignedInRequest, pk: int, platform: str, share: int) -> HttpResponse:
    """Withdraw a share that waits."""
    return _act(request, pk, platform, share, teams.withdraw, _("The proposed share is withdrawn."))


def _act(  # noqa: PLR0917 (the first four name the share)
    request: SignedInRequest, pk: int, platform: str, share: int, act: Callable[..., object], done: str
) -> HttpResponse:
    pool = selectors.open_pool(request.user, pk)
    line = selectors.open_line(request.user, pool, platform)
    return answer(
        request,
        lambda: act(request.user, line.pk, share),
        done=done,
        to=reverse("funding:team_share", args=(pk, platform, share)),
        again=lambda error, _status: _page(request, pk, platform, share, error.messages),
    )


def _page(
    request: SignedInRequest, pk: int, platform: str, share_pk: int, problems: list[str] | None = None
) -> HttpResponse:
    pool = selectors.open_pool(request.user, pk)
    line = selectors.open_line(request.user, pool, platform)
    share = selectors.open_share(line, share_pk)
    sees, names, language = (
        selectors.sees_members(request.user, line),
        Viewer.of(request.user),
        get_language() or "zh",
    )
    members = [
        (
            names.name_of(member.person),
            member,
            [stored_sentences.read(step, language) for step in member.steps],
        )
        for member in share.members.all()
        if sees
    ]
    may = SHARES.possible(request.user, share)
    context = {
        "pool": pool,
        "line": line,
        "share": share,
        "members": members,
        "persons": len(share.members.all()),
        "sees": sees,
        "taken_back": hasattr(share, "entry") and hasattr(share.entry, "reversal"),
        "problems": problems or [],
        "may_confirm": bool(may["confirm_share"]),
        "may_withdraw": bool(may["withdraw_share"]),
        "waits": share.state == TeamShare.State.DRAFT,
        "crumbs": crumbs(pool, line_crumb(pool, line)),
    }
    return render(request, "funding/payments/share.html", context, status=INVALID if problems else 200)
