"""Times stand on pages in the time zone of the bureau: no page shows a moment as programs write it, in UTC."""

import re

from django.urls import reverse
from tests.web.evaluations.conftest import city, officer, run, scheme, snapshot, unreleased  # noqa: F401 - fixtures
from tests.web.site.test_access import PATTERNS

from keqiao.web.registry.models import Organisation

AS_PROGRAMS_WRITE = re.compile(
    r"\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z\b|\+00:?00|\s?UTC)|\d{4}-\d\d-\d\dT\d\d:\d\d"
)
LINK = re.compile(r'href="(/[^"?#]*)')
MOST = 100
"""Pages that are opened."""


def words(answer):
    page = answer.content.decode()
    return re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", page, flags=re.S)


def test_no_page_shows_a_moment_in_utc(run, officer, user_with, client_of):  # noqa: F811
    Organisation.objects.create(name="示范研究院")
    addresses = [reverse(name) for name, pattern in PATTERNS.items() if not pattern.pattern.converters]
    for who in (officer, user_with("auditor", username="auditor")):
        client, waiting, opened = client_of(who), list(addresses), set()
        while waiting and len(opened) < MOST:
            address = waiting.pop(0)
            if address in opened or address.startswith(("/api/", "/static/", "/help/", "/logout")):
                continue
            opened.add(address)
            answer = client.get(address)
            if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
                continue
            assert AS_PROGRAMS_WRITE.findall(words(answer)) == [], address
            waiting += LINK.findall(answer.content.decode())
