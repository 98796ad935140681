"""Addresses: Collections and the board of all platforms."""

from django.urls import path

from keqiao.web.returns.board import batches, editing, views

urlpatterns = [
    path("returns/", views.home, name="home"),
    path("returns/collections/new/", editing.new, name="collection_new"),
    path("returns/collections/<int:pk>/", views.board, name="collection"),
    path("returns/collections/<int:pk>/edit/", editing.edit, name="collection_edit"),
    path("returns/collections/<int:pk>/open/", editing.opening, name="collection_open"),
    path("returns/collections/<int:pk>/close/", editing.close, name="collection_close"),
    path("returns/collections/<int:pk>/cancel/", editing.cancel, name="collection_cancel"),
    path("returns/collections/<int:pk>/pass-clean/", batches.pass_all_clean, name="pass_clean"),
    path("returns/collections/<int:pk>/lock/", batches.lock, name="lock_all"),
    path("returns/collections/<int:pk>/extend/", batches.extend_due, name="extend"),
    path("returns/collections/<int:pk>/reviewer/", batches.name_reviewer, name="reassign"),
    path("returns/collections/<int:pk>/remind/", batches.remind, name="remind"),
]
