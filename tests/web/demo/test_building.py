"""Building the city anew: never over a real installation, and always the same city."""

from __future__ import annotations

import shutil

import pytest
from django.db import connection
from tests.web.demo.test_published import DIGESTS

from keqiao.demo.build import DemoRefused, build
from keqiao.web.audit.models import Entry
from keqiao.web.audit.services import record
from keqiao.web.evaluations.models import Run
from keqiao.web.facts.models import Measure, Snapshot
from keqiao.web.facts.services import load_measures
from keqiao.web.registry import models as registry


def test_a_real_installation_is_never_touched(db):
    registry.Region.objects.create(name="某市", division_code="990303", demonstration=False)
    for reset in (False, True):
        with pytest.raises(DemoRefused):
            build(reset=reset)
    assert registry.Region.objects.get().name == "某市"


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="would build the city twice; a server has its own test"
)
@pytest.mark.django_db(transaction=True)
def test_reset_empties_and_builds_the_same_city_again(demonstration, settings, tmp_path):
    media = settings.MEDIA_ROOT = shutil.copytree(demonstration.media, tmp_path / "city")
    first = dict(Snapshot.objects.values_list("code", "row_count"))
    digests = list(Run.objects.order_by("code").values_list("digest", flat=True))
    files = {path.name for path in media.rglob("*.pdf")}
    assert files
    registry.Event.objects.all().delete()
    assert build(reset=True).fresh
    assert registry.Event.objects.exists()
    assert dict(Snapshot.objects.values_list("code", "row_count")) == first
    assert list(Run.objects.order_by("code").values_list("digest", flat=True)) == digests
    assert {path.name for path in media.rglob("*.pdf")} == files


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has the test above")
@pytest.mark.django_db(transaction=True)
def test_a_server_is_emptied_of_what_may_not_be_changed_and_holds_the_city_of_every_database(
    settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path / "city"
    registry.Region.objects.create(name="示范市", division_code="320481", demonstration=True)
    load_measures()
    record(None, "test.before", Measure.objects.first())
    assert build(reset=True).fresh
    assert not Entry.objects.filter(action="test.before").exists()
    assert [one.digest[:16] for one in Run.objects.order_by("code")] == DIGESTS
    assert list((tmp_path / "city").rglob("*.pdf"))
