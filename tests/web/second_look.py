"""Steps that are asked for again before they are taken (`keqiao.web.procedures.second_look`)."""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

SEEN = re.compile(r'name="seen"\s+value="(\w+)"')


def taken(client: Client, address: str, form: dict[str, Any]) -> HttpResponse:
    """Send a form, look at what it will do, and send it again; the answer of the second sending."""
    page = client.post(address, form)
    assert page.status_code == 200, page.status_code
    seen = SEEN.search(page.content.decode())
    assert seen, "the page does not ask again"
    return client.post(address, form | {"seen": seen[1]})
