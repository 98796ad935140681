"""Addresses: the page of a form: fill in, evidence, hand in, review, unlock, history."""

from django.urls import path

from keqiao.web.returns.form import views, views_history, views_review

urlpatterns = [
    path("returns/<int:pk>/", views.form_page, name="form"),
    path("returns/<int:pk>/save/", views.save, name="save"),
    path("returns/<int:pk>/attach/", views.attach, name="attach"),
    path("returns/<int:pk>/detach/", views.detach, name="detach"),
    path("returns/<int:pk>/explain/", views.explain, name="explain"),
    path("returns/<int:pk>/anew/", views.anew, name="anew"),
    path("returns/<int:pk>/submit/", views.submit, name="submit"),
    path("returns/<int:pk>/recall/", views.recall, name="recall"),
    path("returns/<int:pk>/unlock/", views.unlock, name="unlock"),
    path("returns/<int:pk>/begin/", views_review.begin, name="begin"),
    path("returns/<int:pk>/review/", views_review.store_marks, name="review"),
    path("returns/<int:pk>/pass/", views_review.pass_form, name="pass"),
    path("returns/<int:pk>/send-back/", views_review.send_back, name="send_back"),
    path("returns/<int:pk>/lock/", views_review.lock, name="lock"),
    path("returns/<int:pk>/unlock/decide/", views_review.decide_unlock, name="decide_unlock"),
    path("returns/<int:pk>/history/", views_history.FormHistory.as_view(), name="history"),
    path("returns/<int:pk>/history/<slug:code>/", views_history.FormHistory.as_view(), name="figure_history"),
    path("returns/<int:pk>/differences/", views_history.differences, name="differences"),
    path("returns/<int:pk>/print/", views_history.printed, name="print"),
]
