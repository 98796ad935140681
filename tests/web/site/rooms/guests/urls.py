"""The addresses of the room."""

from django.urls import path
from tests.web.site.rooms.guests import views

app_name = "guests"
urlpatterns = [path("guests/", views.book, name="book")]
