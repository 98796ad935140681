"""A file is never looked through while the database is locked for writing."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from tests.web.papers import PDF

from keqiao.web.facts.services import examine
from keqiao.web.site import foreign_files


@pytest.mark.django_db(transaction=True)
def test_examining_within_a_transaction_is_an_error():
    with transaction.atomic(), pytest.raises(RuntimeError):
        examine(SimpleUploadedFile("a.pdf", PDF))
    with transaction.atomic(), pytest.raises(RuntimeError):
        foreign_files.read_sheets(b"x")
    assert examine(SimpleUploadedFile("a.pdf", PDF)).media_type == "application/pdf"


@pytest.mark.django_db(transaction=True)
def test_the_page_examines_before_it_writes(monkeypatch, city, client_of):
    """POST /facts/record/ as production runs it: no transaction is open while the file is read."""
    seen = []
    real = foreign_files.confined

    def watched(*args, **kwargs):
        seen.append(connection.in_atomic_block)
        return real(*args, **kwargs)

    monkeypatch.setattr(foreign_files, "confined", watched)
    client_of("bureau_officer").post(
        "/facts/record/",
        {
            "measure": "", "evidence": SimpleUploadedFile("a.pdf", PDF),
        },
    )  # fmt: skip
