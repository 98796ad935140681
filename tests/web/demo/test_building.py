"""Building the city anew: never over a real installation, and always the same city."""

from __future__ import annotations

import shutil

import pytest

from keqiao.demo.build import DemoRefused, build
from keqiao.web.evaluations.models import Run
from keqiao.web.facts.models import Snapshot
from keqiao.web.registry import models as registry


def test_a_real_installation_is_never_touched(db):
    registry.Region.objects.create(name="某市", division_code="990303", demonstration=False)
    for reset in (False, True):
        with pytest.raises(DemoRefused):
            build(reset=reset)
    assert registry.Region.objects.get().name == "某市"


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
