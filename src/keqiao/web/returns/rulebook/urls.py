"""Addresses: Pages where officers keep the checks."""

from django.urls import path

from keqiao.web.returns.rulebook import views

urlpatterns = [
    path("returns/checks/", views.checks, name="checks"),
    path("returns/checks/new/", views.new, name="check_new"),
    path("returns/checks/read/", views.read, name="check_read"),
    path("returns/checks/words/", views.words, name="check_words"),
    path("returns/checks/<slug:code>/", views.check, name="check"),
    path("returns/checks/<slug:code>/edit/", views.edit, name="check_edit"),
    path("returns/checks/<slug:code>/switch/", views.switch, name="check_switch"),
]
