"""Addresses of the help. How one signs in is read by who cannot yet, at the address of any other document."""

from django.urls import path

from keqiao.web.help import views

app_name = "help"
urlpatterns = [
    path("help/", views.contents, name="contents"),
    path("help/sign-in/", views.sign_in, name="sign_in"),
    path("help/pictures/<slug:key>.png", views.picture, name="picture"),
    path("help/<slug:key>/", views.document, name="document"),
]
