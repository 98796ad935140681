"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from keqiao.web.firms import lists, pages, public_pages

app_name = "firms"
urlpatterns = [
    path("firms/sign-up/", public_pages.sign_up_page, name="sign_up"),
    path("firms/sign-up/<str:key>/", public_pages.state_page, name="sign_up_state"),
    path("firms/own/", pages.own, name="own"),
    path("firms/<int:pk>/", pages.firm_page, name="firm"),
    path("firms/sign-ups/", lists.SignUpList.as_view(), name="sign_ups"),
    path("firms/sign-ups/<int:pk>/", pages.sign_up_page, name="sign_up_page"),
    path("firms/sign-ups/<int:pk>/decide/", pages.decide_sign_up, name="decide"),
]
