"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from keqiao.web.funding.payments.urls import urlpatterns as payments
from keqiao.web.funding.views import decision, exports, pools, proposals

app_name = "funding"
urlpatterns = [
    path("funding/", pools.PoolList.as_view(), name="pools"),
    path("funding/new/", pools.NewPool.as_view(), name="new"),
    *payments,
    path("funding/<int:pk>/", pools.PoolPage.as_view(), name="pool"),
    path("funding/<int:pk>/edit/", pools.EditPool.as_view(), name="edit"),
    path("funding/<int:pk>/withdraw", pools.WithdrawPool.as_view(), name="withdraw"),
    path("funding/<int:pk>/propose/", proposals.NewProposal.as_view(), name="propose"),
    path("funding/<int:pk>/decide/", decision.Decide.as_view(), name="decide"),
    path("funding/<int:pk>/comparison.xlsx", exports.ComparisonBook.as_view(), name="comparison_book"),
    path("funding/<int:pk>/notice.docx", exports.Notice.as_view(), name="notice"),
    path("funding/<int:pk>/proposals/<int:number>/", proposals.ProposalPage.as_view(), name="proposal"),
    path(
        "funding/<int:pk>/proposals/<int:number>/recompute", proposals.Recompute.as_view(), name="recompute"
    ),
    path("funding/<int:pk>/proposals/<int:number>/draw", proposals.Draw.as_view(), name="draw"),
    path(
        "funding/<int:pk>/proposals/<int:number>/lines.xlsx", exports.LinesBook.as_view(), name="lines_book"
    ),
]
