"""Amounts as files: proposals side by side, the lines of one proposal."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views import View

from keqiao.web.accounts.access import RightRequired
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.funding import comparison, listings, notices, selectors
from keqiao.web.funding.context import open_pool, open_proposal
from keqiao.web.funding.rights import VIEW
from keqiao.web.funding.views.pools import chosen
from keqiao.web.site.downloads import Export, send_file


class ComparisonBook(RightRequired, View):
    """Proposals side by side as a workbook."""

    right = VIEW

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Send the file."""
        pool = open_pool(request, pk)
        if not selectors.sees_all(request.user):
            raise Http404
        proposals = chosen(request, selectors.proposals(request.user, pool))
        if not proposals:
            raise Http404
        earlier = selectors.earlier_amounts(request.user, pool)
        table = listings.comparison_table(pool, proposals, comparison.rows_of(proposals), earlier)
        about = Export("funding.export", pool, {"proposals": [proposal.number for proposal in proposals]})
        return send_file(
            request, table, f"{pool.title}（{pool.code}） {_('proposals compared')}.xlsx", about=about
        )


class LinesBook(RightRequired, View):
    """The amounts of one proposal with their formulas as a workbook."""

    right = VIEW

    def get(self, request: SignedInRequest, pk: int, number: int) -> HttpResponse:
        """Send the file."""
        proposal = open_proposal(request, pk, number)
        pool = proposal.pool
        lines = selectors.lines(request.user, proposal)
        table = listings.lines_table(pool, proposal, lines)
        about = Export("funding.export", pool, {"proposals": [proposal.number]})
        name = _("Proposal %(letter)s") % {"letter": proposal.letter}
        return send_file(request, table, f"{pool.title}（{pool.code}） {name}.xlsx", about=about)


class AllocationNotice(RightRequired, View):
    """The notice of a decided allocation as an official document; there is none before the decision."""

    right = VIEW

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Send the file."""
        pool = open_pool(request, pk)
        if not selectors.sees_all(request.user) or pool.chosen is None:
            raise Http404
        lines = selectors.lines(request.user, pool.chosen)
        content = notices.allocation(pool, pool.chosen, lines)
        if content is None:
            raise Http404
        about = Export("funding.export", pool, {"notice": pool.chosen.number})
        return send_file(request, content, f"{notices.title(pool)}（{pool.code}）.docx", about=about)
