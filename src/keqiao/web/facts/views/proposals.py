"""Propose a figure by hand, look at what is proposed, confirm, refuse, withdraw."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.facts import tables
from keqiao.web.facts.checks import Doubtful
from keqiao.web.facts.forms import ProposalForm
from keqiao.web.facts.models import Basis, Evidence, FigureProposal
from keqiao.web.facts.models.proposals import READERS, in_state
from keqiao.web.facts.procedure import PROPOSALS
from keqiao.web.facts.proposals import (
    CONFIRM,
    PROPOSE,
    may,
    reads_proposals,
    status_of_proposal,
    with_figures,
)
from keqiao.web.facts.selectors import evidence_for
from keqiao.web.facts.services import confirm, examine, propose, refuse, store_evidence, withdraw
from keqiao.web.procedures.responses import INVALID, status_of
from keqiao.web.site.lists import Filter, ListPage, ListView, in_words, with_value, with_words
from keqiao.web.site.tables import Table


@require_http_methods(["GET", "POST"])
@right_required(PROPOSE)
def propose_view(request: SignedInRequest) -> HttpResponse:
    """The form of a figure by hand; ``?measure=…&platform=…&period=…`` fill it in."""
    allowed = may(request.user, PROPOSE)
    if not allowed:
        raise PermissionDenied(allowed.reason)
    if request.method == "POST":
        form = ProposalForm(request.user, request.POST, request.FILES)
        if form.is_valid():
            try:
                proposal = _propose(request, form)
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(
                    request, _("Proposed. It becomes a fact when another person has confirmed it.")
                )
                return redirect(proposal)
        stored = _keep_file(request, form)
        return render(request, "facts/propose.html", {"form": form, "stored": stored}, status=INVALID)
    names = ("measure", "platform", "period", "basis")
    initial = {name: request.GET[name] for name in names if name in request.GET}
    return render(request, "facts/propose.html", {"form": ProposalForm(request.user, initial=initial)})


def _propose(request: SignedInRequest, form: ProposalForm) -> FigureProposal:
    """Take the file in, then propose what rests on it. Raises ValidationError or PermissionDenied."""
    fields = form.cleaned_data
    file = _stored(request, form) or form.file()
    return propose(
        request.user,
        fields["measure"].code,
        fields["platform"],
        fields["period"],
        fields["amount"],
        reason=fields["reason"],
        evidence=[file] if file else [],
        basis=fields["basis"],
        source_kind=fields["source_kind"],
        source_note=fields["source_note"],
        unit_checked=fields["confirmed"],
    )


def _stored(request: SignedInRequest, form: ProposalForm) -> Evidence | None:
    fields = form.cleaned_data
    if not fields.get("evidence"):
        return None
    title, grade = fields.get("evidence_title", ""), fields.get("evidence_grade") or "C"
    return store_evidence(request.user, examine(fields["evidence"]), title, grade, right=PROPOSE)


def _keep_file(request: SignedInRequest, form: ProposalForm) -> Evidence | None:
    """Take in the file of a form that only asks back, so that it need not be chosen again; return it."""
    kept = form.file()
    if form.doubtful and len(form.errors) == 1:
        try:
            kept = _stored(request, form) or kept
        except ValidationError as error:
            form.add_error("evidence", error.messages)
    if kept is not None:
        data: Any = form.data.copy()  # type: ignore[attr-defined]
        data["stored"] = kept.sha256
        form.data = data
    return kept


class ProposalList(ListView):
    """What was proposed by hand: what waits first, then the others."""

    right, *others = READERS  # type: ignore[assignment]
    template_name = "facts/proposals.html"
    export, file_name = "facts.export", "proposals"
    orders: ClassVar = {
        "figure": ("measure__order", "platform__code", "period"),
        "basis": "basis",
        "by": "proposed_by__display_name",
        "at": "proposed_at",
        "decided": "decision__decided_by__display_name",
        "decided_at": "decision__decided_at",
    }

    def filters(self) -> list[Filter]:
        """Where they stand, the basis, words of measure or platform."""
        words = with_words("measure__name", "measure__name_en", "platform__short_name", "platform__code")
        states, bases = in_words(FigureProposal.State), in_words(Basis)
        return [
            Filter("q", _("Measure or platform"), kind="words", apply=words),
            Filter("state", pgettext("fact", "State"), choices=states, apply=in_state),
            Filter("basis", pgettext("figure", "Basis"), choices=bases, apply=with_value("basis")),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[FigureProposal]:
        """The proposals. Raises PermissionDenied for who reads none."""
        if not reads_proposals(self.request.user):
            raise PermissionDenied(may(self.request.user, PROPOSE).reason)
        visible = FigureProposal.objects.visible_to(self.request.user).select_related(
            "measure", "platform", "stands__measure", "proposed_by", "decision__decided_by"
        )
        return visible.order_by(F("decision__decided_at").desc(nulls_first=True), "-proposed_at", "-pk")

    def table(self, rows: Iterable[FigureProposal]) -> Table:
        """Print them."""
        return tables.proposals_table(rows)

    def context(self, wanted: ListPage, page: Page[FigureProposal]) -> dict[str, Any]:
        """Whether the reader may propose one."""
        return {
            "subtitle": _("One person proposes, another confirms; what a collection asks is not among them"),
            "may_propose": bool(may(self.request.user, PROPOSE)),
        }


@require_safe
@right_required(*READERS)
def proposal(request: SignedInRequest, pk: int) -> HttpResponse:
    """One proposal: the figure that stands, the proposed one, the change, the evidence, and what can be done now."""
    return _page(request, pk)


def _page(
    request: SignedInRequest,
    pk: int,
    *,
    problems: list[str] | None = None,
    doubtful: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Answer with the page of a proposal, also after a refusal, with what was typed."""
    rows = FigureProposal.objects.visible_to(request.user).select_related(
        "measure",
        "platform",
        "stands__measure",
        "proposed_by",
        "decision__decided_by",
        "decision__fact__measure",
        "decision__fact__platform",
    )
    proposal = rows.prefetch_related("evidence").filter(pk=pk).first()
    if proposal is None:
        raise Http404
    proposal_status = with_figures(request.user, status_of_proposal(proposal))
    steps = PROPOSALS.possible(request.user, proposal)
    context = {
        "proposal": proposal,
        "status": proposal_status,
        "steps": steps,
        "figure_url": proposal_status.figure_url,
        "evidence": evidence_for(request.user, [proposal]),
        "not_now": list(
            dict.fromkeys(
                decision.reason
                for step, decision in steps.items()
                if not decision and step != "withdraw" and may(request.user, CONFIRM)
            )
        )
        if proposal.state == FigureProposal.State.WAITING
        else [],
        "problems": problems or [],
        "doubtful": doubtful,
        "reason": request.POST.get("reason", "")[:1000],
    }
    return render(request, "facts/proposal.html", context, status=status)


@require_POST
@right_required(CONFIRM)
def confirm_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """Confirm another person's proposal: the figure becomes a fact."""
    checked = request.POST.get("confirmed") == "on"

    def act() -> HttpResponse:
        fact = confirm(request.user, pk, _reason(request), unit_checked=checked)
        messages.success(
            request, _("Confirmed: the figure stands. What stood before is kept in the history.")
        )
        return redirect(fact)

    return _acted(request, pk, act)


@require_POST
@right_required(CONFIRM)
def refuse_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """Refuse another person's proposal with a reason."""

    def act() -> HttpResponse:
        refuse(request.user, pk, _reason(request))
        messages.success(request, _("Refused; the figure that stood stays."))
        return redirect("facts:proposal", pk)

    return _acted(request, pk, act)


@require_POST
@right_required(PROPOSE)
def withdraw_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """Withdraw the own proposal."""

    def act() -> HttpResponse:
        withdraw(request.user, pk, _reason(request))
        messages.success(request, _("Withdrawn."))
        return redirect("facts:proposal", pk)

    return _acted(request, pk, act)


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")


def _acted(request: SignedInRequest, pk: int, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer with what ``act`` answers, or with the page and why it was refused."""
    try:
        return act()
    except ValidationError as error:
        doubtful = isinstance(error, Doubtful)
        return _page(request, pk, problems=error.messages, doubtful=doubtful, status=status_of(error))
    except PermissionDenied as error:
        if not any(may(request.user, right) for right in (PROPOSE, CONFIRM)):
            raise
        return _page(request, pk, problems=[str(error)], status=status_of(error))
