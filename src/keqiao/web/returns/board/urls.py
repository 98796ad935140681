"""Addresses: Collections and the board of all platforms."""

from django.urls import path

from keqiao.web.returns.board import batches, collection_pages, views

urlpatterns = [
    path("returns/", views.home, name="home"),
    path("returns/collections/new/", collection_pages.new, name="collection_new"),
    path("returns/collections/<int:pk>/", views.board, name="collection"),
    path("returns/collections/<int:pk>/edit/", collection_pages.edit, name="collection_edit"),
    path("returns/collections/<int:pk>/open/", collection_pages.opening, name="collection_open"),
    path("returns/collections/<int:pk>/close/", collection_pages.close, name="collection_close"),
    path("returns/collections/<int:pk>/cancel/", collection_pages.cancel, name="collection_cancel"),
    path("returns/collections/<int:pk>/pass-clean/", batches.pass_all_clean, name="pass_clean"),
    path("returns/collections/<int:pk>/lock/", batches.lock, name="lock_all"),
    path("returns/collections/<int:pk>/extend/", batches.extend_due, name="extend"),
    path("returns/collections/<int:pk>/reviewer/", batches.name_reviewer, name="reassign"),
    path("returns/collections/<int:pk>/remind/", batches.remind, name="remind"),
]
