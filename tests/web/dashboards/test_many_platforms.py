"""Pages ask the database as often, and are as large, with many platforms as with some: a page of them is shown."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.web.registry.city import reference, side
from tests.web.registry.crowd import crowd

from keqiao.web.facts.services import load_measures
from keqiao.web.registry import models as m
from keqiao.web.site.navigation import sections

SOME, MANY = 110, 210
"""Both more than a page holds and more than stand as choices in a form; clusters and families are as many in both."""
PAGES = (
    "/",
    "/measures/rd_headcount/",
    "/figures/operating_revenue/city/2023/",
    "/brief/rd_headcount/2023/",
)
"""Besides every page of the navigation."""
LARGEST = 300 * 1024
GROWS = 1.15
"""Numbers and names grow by some digits."""


def addresses(user):
    """The pages above, and those of the navigation."""
    entries = (entry.url for section in sections(user, "/") for entry in section.items)
    return list(dict.fromkeys((*PAGES, *entries)))


def test_pages_stay_small_with_many_platforms(roles, officer, officer_client):
    common = reference()
    pattern = common | side(0, common).rows
    load_measures()
    measures, before = {}, 0
    for size in (SOME, MANY):
        crowd(before, size, pattern)
        before = size
        for model in (m.Cluster, m.PartnerFamily):
            model.objects.exclude(pk=pattern[model].pk).update(withdrawn_at=timezone.now())
        assert m.Platform.objects.count() >= size
        for address in addresses(officer):
            officer_client.get(address)
            with CaptureQueriesContext(connection) as made:
                answer = officer_client.get(address)
            assert answer.status_code == 200, address
            measures.setdefault(address, []).append((len(made), len(answer.content)))
    grown = {
        address: (few, many)
        for address, (few, many) in measures.items()
        if many[0] > few[0] or many[1] > few[1] * GROWS or many[1] > LARGEST
    }
    assert not grown
