"""Addresses of this part."""

from __future__ import annotations

from django.urls import URLPattern, path

from keqiao.web.funding.payments.views import boards, payment_pages, teams, use_pages

ROOT = "funding/<int:pk>/payments/"
OF = f"{ROOT}of/<slug:platform>/"
urlpatterns: list[URLPattern] = [
    path(ROOT, boards.board, name="payments"),
    path(f"{ROOT}payments.xlsx", boards.board_workbook, name="payments_workbook"),
    path(f"{ROOT}flow/", boards.flow, name="payments_flow"),
    path(f"{ROOT}flow/flow.xlsx", boards.flow_workbook, name="payments_flow_workbook"),
    path(f"{ROOT}new/", payment_pages.new_payments, name="new_payments"),
    path(f"{ROOT}dates/", payment_pages.terms, name="instalment_terms"),
    path(f"{ROOT}<int:payment>/reverse/", payment_pages.reverse_payment, name="reverse_payment"),
    path(OF, boards.statement, name="statement"),
    path(f"{OF}statement.xlsx", boards.statement_workbook, name="statement_workbook"),
    path(f"{OF}use/", use_pages.new_use, name="new_use"),
    path(f"{OF}use/<int:spending_pk>/reverse/", use_pages.reverse_use, name="reverse_use"),
    path(f"{OF}team/", teams.new_share, name="new_share"),
    path(f"{OF}team/<int:share>/", teams.team_share, name="team_share"),
    path(f"{OF}team/<int:share>/confirm/", teams.confirm_share, name="confirm_share"),
    path(f"{OF}team/<int:share>/withdraw/", teams.withdraw_share, name="withdraw_share"),
]
