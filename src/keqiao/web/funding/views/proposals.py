"""Proposals: compute one, its page with every line and step, compute again, draw."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View

from keqiao.web.accounts.access import RightRequired
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.funding import comparison, listings, narrative, pictures, rulebook, selectors
from keqiao.web.funding.context import crumbs, open_pool, open_proposal, say, signed_in
from keqiao.web.funding.figures.form import FiguresForm
from keqiao.web.funding.figures.sources import found_columns
from keqiao.web.funding.figures.written_figures import WrittenFigure
from keqiao.web.funding.ground import ground_of
from keqiao.web.funding.models import Pool, RulesVersion
from keqiao.web.funding.refusals import FundingRefused
from keqiao.web.funding.rights import PLAN, VIEW
from keqiao.web.funding.services import proposals, sensitivity
from keqiao.web.jobs import services as jobs
from keqiao.web.jobs.models import Job
from keqiao.web.jobs.selectors import under_way
from keqiao.web.registry.language import in_language
from keqiao.web.rulebooks.selectors import used_documents


class NewProposal(RightRequired, View):
    """Choose rules, look at the figures they read, change some with a reason, compute."""

    right = PLAN

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Show the rules to choose from and the figures of the one chosen."""
        return self._page(request, open_pool(request, pk))

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Compute and keep the proposal, or show why it cannot be."""
        pool = open_pool(request, pk)
        version = self._version(request, request.POST.get("rules", ""))
        if version is None:
            return self._page(request, pool, (_("Choose rules."),))
        # PostgreSQL stores no NUL, neither in a text nor in JSON.
        sent = {key: request.POST.get(key, "").replace("\x00", "") for key in request.POST}
        try:
            form = _figures(pool, version, sent)
            changes = [] if form is None else form.changes()
            rules = rulebook.rules_of(version)
            if form is not None and proposals.takes_long(rules, len(form.lines)):
                return redirect(_begun(request, pool, version, changes, sent.get("title", "")))
            proposal = proposals.propose(signed_in(request), pool, version, changes, sent.get("title", ""))
        except FundingRefused as refused:
            return self._page(request, pool, refused.reasons, sent)
        sensitivity.queue(signed_in(request), proposal)
        messages.success(request, _("The proposal was computed: %(proposal)s") % {"proposal": proposal})
        return redirect(proposal)

    def _version(self, request: SignedInRequest, word: str) -> RulesVersion | None:
        offered = selectors.rules(request.user).exclude(status=RulesVersion.Status.RETIRED)
        return next((version for version in offered if str(version.pk) == word), None)

    def _page(
        self,
        request: SignedInRequest,
        pool: Pool,
        reasons: tuple[str, ...] = (),
        sent: dict[str, str] | None = None,
    ) -> HttpResponse:
        if pool.state != Pool.State.PLANNING:
            messages.error(request, _("The pool takes no proposals any more."))
            return redirect(pool)
        rules = selectors.rules(request.user).exclude(status=RulesVersion.Status.RETIRED)
        offered = sorted(rules, key=lambda rule: rule.status != RulesVersion.Status.VALID)
        word = (sent or request.GET).get("rules", "")
        version = next((candidate for candidate in offered if str(candidate.pk) == word), None)
        context: dict[str, Any] = {
            "pool": pool,
            "crumbs": crumbs(pool),
            "offered": offered,
            "version": version,
            "reasons": reasons,
            "title": (sent or {}).get("title", ""),
        }
        if version is not None:
            try:
                context["figures"] = _figures(pool, version, sent)
            except FundingRefused as refused:
                context |= {"reasons": (*reasons, *refused.reasons), "version": None}
        return render(request, "funding/propose.html", context, status=422 if reasons else 200)


def _begun(
    request: SignedInRequest, pool: Pool, version: RulesVersion, changes: Sequence[WrittenFigure], title: str
) -> Job:
    """Compute a large proposal in the background."""
    written = [[str(row.platform_id), row.heading, str(row.value), row.reason] for row in changes]
    return jobs.start(
        signed_in(request),
        "funding.propose",
        str(pool),
        pool=pool.pk,
        rules=version.pk,
        changes=written,
        title=title,
        language=get_language() or "zh-hans",
    )


def _figures(pool: Pool, version: RulesVersion, sent: dict[str, str] | None) -> FiguresForm | None:
    """Return the figures that the rules read for the pool's platforms; None where the pool stands on nothing."""
    ground = ground_of(pool)
    if ground is None:
        return None
    units = [result for result in ground.results if result.is_graded]
    return FiguresForm.of(found_columns(rulebook.rules_of(version), ground), units, sent)


class ProposalPage(RightRequired, View):
    """A proposal: amounts with formulas and steps, figures with sources, prices, how sure it is."""

    right = VIEW

    def get(self, request: SignedInRequest, pk: int, number: int) -> HttpResponse:
        """Show the page."""
        proposal = open_proposal(request, pk, number)
        pool = proposal.pool
        lines = selectors.lines(request.user, proposal)
        content = proposal.input
        context: dict[str, Any] = {
            "pool": pool,
            "proposal": proposal,
            "crumbs": crumbs(pool),
            "picture": pictures.by_part(pool, proposal, lines),
            "table": listings.lines_table(
                pool,
                proposal,
                lines,
                download=reverse("funding:lines_book", args=(pool.pk, proposal.number)),
            ),
            "lines": [(line, narrative.formula(line), narrative.steps(line)) for line in lines],
            "figures": listings.figures_table(proposal, lines),
            "sources": [
                (
                    column["heading"],
                    in_language(column["source"].get("zh", ""), column["source"].get("en", ""))
                    or _("written by hand"),
                )
                for column in content["columns"]
            ],
            "changes": content["changes"],
            "left_out": content["left_out"],
            "remarks": narrative.sentences(proposal.remarks),
            "documents": used_documents(request.user, proposal.documents),
            "prices": listings.prices_table(proposal) if proposal.prices else None,
            "sure": narrative.how_sure(proposal, lines),
            "drawing": under_way(request.user, sensitivity.question_of(proposal)),
            "broken": comparison.broken(proposal),
            "may_plan": signed_in(request).has_right(PLAN),
            "unit": listings.wan_unit(),
        }
        return render(request, "funding/proposal.html", context)


class RecomputeProposal(RightRequired, View):
    """Compute a proposal again from what it kept and compare."""

    right = VIEW

    def post(self, request: SignedInRequest, pk: int, number: int) -> HttpResponse:
        """Compute and tell."""
        proposal = open_proposal(request, pk, number)
        try:
            rules = rulebook.rules_of(proposal.rules)
            if proposals.takes_long(rules, len(proposal.input["units"])):
                label = f"{proposal.pool} {proposal}"
                job = jobs.start(signed_in(request), "funding.recompute", label, proposal_id=proposal.pk)
                return redirect(job)
            result = proposals.recompute(signed_in(request), proposal)
        except FundingRefused as refused:
            say(request, refused)
            return redirect(proposal)
        if result.same:
            messages.success(
                request,
                _("Computed again: every amount and step is the same (%(digest)s).")
                % {
                    "digest": result.digest[:12],
                },
            )
        else:
            messages.error(request, _("Computed again, the result differs from what is kept."))
        return redirect(proposal)


class DrawProposal(RightRequired, View):
    """Draw in the background what is uncertain for a proposal that has no draws."""

    right = PLAN

    def post(self, request: SignedInRequest, pk: int, number: int) -> HttpResponse:
        """Start the job and show its progress."""
        return redirect(sensitivity.queue(signed_in(request), open_proposal(request, pk, number)))
