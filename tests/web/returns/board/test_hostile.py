"""What nobody should send to the pages of the board: never an error of the server."""

import pytest

from keqiao.web.returns.models import Collection, Return

from .test_collection_pages import typed

JUNK = [
    "",
    "x" * 5000,
    "a\x00b",
    "9" * 30,
    "-" + "9" * 30,
    "-1",
    "NaN",
    "1e400",
    "2024-13-99",
    "0001-01-01",
    "９",
    "²",
    "'\"><script>alert(1)</script>",
    "\u202eabc",
    "🏭" * 300,
    "\r\nX: y",
]


@pytest.mark.parametrize("junk", JUNK)
def test_addresses(opened, client_of, junk):
    client = client_of(opened.officer_1)
    for page in (
        "/returns/",
        "/returns/collections/new/",
        opened.collection.get_absolute_url(),
        "/notices/",
    ):
        for name in ("page", "q", "only", "state", "light", "reviewer", "sort", "format", "from", "unseen"):
            answer = client.get(page, {name: junk})
            assert answer.status_code < 500
            assert b"<script>alert" not in answer.content


@pytest.mark.parametrize("junk", JUNK)
def test_forms(opened, client_of, junk):
    client = client_of(opened.officer_1)
    before = Collection.objects.count()
    for name in typed(opened):
        if name != "platforms":
            assert client.post("/returns/collections/new/", typed(opened, **{name: junk})).status_code < 500
    assert client.post("/returns/collections/new/", typed(opened, edition=junk, title="")).status_code < 500
    for action in ("pass-clean", "lock", "extend", "reviewer", "remind"):
        data = {
            "form": [junk, str(opened.form.pk)],
            "as_asked": junk,
            "reviewer": junk,
            "due_on": junk,
            "reason": junk,
        }
        address = f"/returns/collections/{opened.collection.pk}/{action}/"
        assert client.post(address, data).status_code < 500
    assert Collection.objects.count() >= before
    assert Return.objects.count() == 2
