"""A snapshot computed again by the documents that counted when it was frozen, and what becomes known of it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from tests.web.documents import enacted
from tests.web.facts.test_snapshots import filled  # noqa: F401 - a fixture

from keqiao.web.audit.models import Entry
from keqiao.web.facts.documents import PARAMETERS
from keqiao.web.facts.services import create_snapshot, recompute_snapshot
from keqiao.web.notices.models import Notice
from keqiao.web.registry.models import Engagement


@pytest.fixture
def snapshot(filled, officer):  # noqa: F811
    return create_snapshot(officer, "年度", ["2023"])


def change(**_more):
    enacted(PARAMETERS, ('value: "0.9"', 'value: "0.2"'), ('academician: "3"', 'academician: "9"'))


def test_what_came_into_force_later_changes_nothing(snapshot, officer):
    assert snapshot.documents == {PARAMETERS.code: PARAMETERS.packaged}
    change()
    again = recompute_snapshot(officer, snapshot)
    assert (again.same, again.differing, again.sha256) == (True, 0, snapshot.sha256)
    assert Entry.objects.get(action="facts.recompute").outcome == "success"


def test_what_became_known_later_changes_nothing(snapshot, officer, new_person, filled):  # noqa: F811
    Engagement.objects.create(
        person=new_person(degree="master"), platform=filled.P01, started_on="2022-01-01"
    )
    assert recompute_snapshot(officer, snapshot).same


def test_a_snapshot_that_names_another_document_is_told(snapshot, officer):
    """Behind the guards: as if a figure had been frozen by other parameters than the snapshot names."""
    change()
    snapshot.documents = {}
    snapshot.code += "x"
    again = recompute_snapshot(officer, snapshot)
    assert not again.same
    assert Entry.objects.get(action="facts.recompute").outcome == "failure"


def test_who_asks_is_told(snapshot, client_of, user_with):
    auditor = user_with("auditor")
    client = client_of(auditor)
    page = client.get(snapshot.get_absolute_url())
    assert reverse("facts:recompute", args=(snapshot.code,)) in page.content.decode()
    client.post(reverse("facts:recompute", args=(snapshot.code,)))
    notice = Notice.objects.get(recipient=auditor)
    assert (notice.kind, notice.link) == ("facts.recomputed", snapshot.get_absolute_url())
    assert "相同" in client.get("/notices/").content.decode()


def test_others_do_not_ask(snapshot, user_with):
    with pytest.raises(PermissionDenied):
        recompute_snapshot(user_with("leader"), snapshot)
