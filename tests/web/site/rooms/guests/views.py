"""The page of the room."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from keqiao.web.accounts.access import right_required


@right_required("guests.view")
def book(request: HttpRequest) -> HttpResponse:
    """Show the guest book."""
    return render(request, "guests/book.html")
