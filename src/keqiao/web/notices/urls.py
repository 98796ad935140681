"""Addresses of the notices."""

from django.urls import path

from keqiao.web.notices import views

app_name = "notices"
urlpatterns = [
    path("notices/", views.NoticeList.as_view(), name="list"),
    path("notices/seen/", views.all_seen, name="all_seen"),
    path("notices/<int:pk>/", views.notice, name="open"),
]
