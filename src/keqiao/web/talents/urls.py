"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from keqiao.web.talents import lists, pages

app_name = "talents"
urlpatterns = [
    path("talents/", pages.overview, name="overview"),
    path("talents/residency/", lists.ResidencyList.as_view(), name="residency"),
    path("talents/posts/", lists.TalentPostList.as_view(), name="posts"),
    path("talents/posts/new/", pages.new_post, name="new_post"),
    path("talents/introductions/", lists.IntroductionList.as_view(), name="introductions"),
    path("talents/introductions/new/", pages.introduce, name="introduce"),
    path("talents/applications/", lists.TalentApplicationList.as_view(), name="applications"),
    path("talents/applications/new/", pages.apply, name="apply"),
    path("talents/applications/<int:pk>/", pages.application_page, name="application"),
    path("talents/applications/<int:pk>/<slug:name>/", pages.step, name="step"),
]
