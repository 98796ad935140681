"""A file is never looked through while the database is locked for writing."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from tests.web.papers import PDF

from keqiao.web.facts.models import FigureProposal
from keqiao.web.facts.services import examine, store_evidence
from keqiao.web.site import foreign_files


def test_examining_within_a_transaction_is_an_error(db):
    """Also for whoever adds another upload; the transaction of the test itself does not count."""
    with transaction.atomic(), pytest.raises(RuntimeError):
        examine(SimpleUploadedFile("a.pdf", PDF))
    with transaction.atomic(), pytest.raises(RuntimeError):
        foreign_files.read_sheets(b"x")
    assert examine(SimpleUploadedFile("a.pdf", PDF)).media_type == "application/pdf"


def test_what_was_not_examined_cannot_be_stored(officer):
    with pytest.raises(AttributeError):
        store_evidence(officer, SimpleUploadedFile("a.pdf", PDF), "")


def test_the_page_examines_before_it_writes(monkeypatch, city, officer_client):
    """POST /facts/record/ as production runs it: no transaction but the test's is open while the file is read."""
    open_meanwhile = []
    real = foreign_files.confined

    def watched(*args, **kwargs):
        open_meanwhile.extend(block for block in connection.atomic_blocks if not block._from_testcase)
        open_meanwhile.append("read")
        return real(*args, **kwargs)

    monkeypatch.setattr(foreign_files, "confined", watched)
    given = {
        "measure": "operating_revenue",
        "platform": "P02",
        "period": "2023",
        "value": "3240.64",
        "basis": "reported",
        "source_kind": "third_party",
        "reason": "补报审计数",
        "evidence": SimpleUploadedFile("审计.pdf", PDF),
    }
    assert officer_client.post("/facts/record/", given).status_code == 302
    assert FigureProposal.objects.get().evidence.count() == 1
    assert open_meanwhile == ["read"]
