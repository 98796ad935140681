"""The address of the reminders."""

from django.urls import URLPattern, path

from keqiao.web.registry.reminders import views

urlpatterns: list[URLPattern] = [path("reminders/", views.ReminderList.as_view(), name="reminders")]
