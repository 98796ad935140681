"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from keqiao.web.meetings import lists, organiser_pages, pages, participant_pages

app_name = "meetings"
urlpatterns = [
    path("meetings/", lists.EventList.as_view(), name="list"),
    path("meetings/new/", organiser_pages.new, name="new"),
    path("meetings/check-in/", organiser_pages.check_in, name="check_in"),
    path("meetings/<int:pk>/", pages.event_page, name="event"),
    path("meetings/<int:pk>/edit/", organiser_pages.edit, name="edit"),
    path("meetings/<int:pk>/act/", organiser_pages.act, name="act"),
    path("meetings/<int:pk>/pairs/", organiser_pages.pair, name="pair"),
    path("meetings/<int:pk>/absent/", organiser_pages.absent, name="absent"),
    path("meetings/<int:pk>/sign-up/", participant_pages.sign_up, name="sign_up"),
    path("meetings/<int:pk>/withdraw/", participant_pages.withdraw, name="withdraw"),
    path("meetings/met/<int:pk>/outcome/", participant_pages.outcome, name="outcome"),
    path("meetings/met/<int:pk>/deal/", organiser_pages.deal, name="deal"),
]
