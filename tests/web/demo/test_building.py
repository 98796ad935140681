"""Building the city anew: never over a real installation, and always the same city."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from tests.web.papers import PDF

from keqiao.demo.build import DemoRefused, build
from keqiao.web.audit.models import Entry
from keqiao.web.audit.services import record
from keqiao.web.facts.models import Measure
from keqiao.web.facts.services import load_measures
from keqiao.web.facts.services.evidence import examine, store_evidence
from keqiao.web.registry import models as registry


def test_a_real_installation_is_never_touched(db):
    registry.Region.objects.create(name="某市", division_code="990303", demonstration=False)
    for reset in (False, True):
        with pytest.raises(DemoRefused):
            build(reset=reset)
    assert registry.Region.objects.get().name == "某市"


@pytest.mark.django_db(transaction=True)
def test_reset_empties_what_may_not_be_changed_with_its_files(monkeypatch, settings, officer):
    """What is built then, test_published.py compares with the digests of every build."""
    registry.Region.objects.create(name="示范市", division_code="320481", demonstration=True)
    load_measures()
    record(None, "test.before", Measure.objects.first())
    store_evidence(officer, examine(ContentFile(PDF, name="凭证.pdf")), "凭证")
    assert list(settings.MEDIA_ROOT.rglob("*.pdf"))

    def load(_say):
        assert not Entry.objects.filter(action="test.before").exists()
        assert not registry.Region.objects.exists()
        raise LookupError("as far as here")

    monkeypatch.setattr("keqiao.demo.build._load", load)
    with pytest.raises(LookupError):
        build(reset=True)
    assert not Measure.objects.exists()
    assert not list(settings.MEDIA_ROOT.rglob("*.pdf"))
