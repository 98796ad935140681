"""Addresses of verification: what waits, batches, questions, samples."""

from django.urls import URLPattern, path

from keqiao.web.registry.verification import views, views_samples

urlpatterns: list[URLPattern] = [
    path("verification/", views.waiting, name="verification"),
    path("verification/verify/", views.verify_rows, name="verify"),
    path("verification/<slug:key>/<int:pk>/question/", views.question_row, name="question"),
    path("verification/samples/new/", views_samples.draw_sample, name="sample_draw"),
    path("verification/samples/<int:pk>/", views_samples.sample_page, name="sample"),
    path("verification/samples/<int:pk>/check/", views_samples.check_sample, name="sample_check"),
]
