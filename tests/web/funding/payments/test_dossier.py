"""The dossier of a grading holds the money that followed from it, closed sums, and no amounts of persons."""

import csv
import io
from decimal import Decimal

import pytest
from tests.web.funding.payments.views.conftest import moved  # noqa: F401 - fixture

from keqiao.web.funding.payments.dossier import money
from keqiao.web.grading.dossier import providers
from keqiao.web.grading.models import Grading


def rows(document):
    return list(csv.DictReader(io.StringIO(document.content.decode("utf-8-sig"))))


@pytest.mark.usefixtures("moved")
def test_everything_about_the_money_is_there(auditor, pool):
    given = {document.path: document for document in money(auditor, pool.grading).documents}
    folder = f"{pool.pk}/"
    assert given[f"{folder}rules.yaml"].content.decode() == pool.chosen.rules.yaml_text
    amounts = sum(Decimal(row["金额"]) for row in rows(given[f"{folder}amounts.csv"]))
    assert amounts + pool.chosen.unspent == pool.amount
    assert sum(Decimal(row["金额"]) for row in rows(given[f"{folder}payments.csv"])) == 900_000
    assert sum(Decimal(row["金额"]) for row in rows(given[f"{folder}uses.csv"])) == 400_000
    assert len(rows(given[f"{folder}team-shares.csv"])) == 1
    assert not any("R1" in document.content.decode() for document in given.values())


@pytest.mark.usefixtures("moved")
def test_who_may_not_see_the_money_gets_none(user_with, pool, other_director):
    assert money(user_with("broker"), pool.grading) is None
    texts = [part.content.decode() for part in money(other_director, pool.grading).documents]
    assert not any("V1" in text for text in texts)


def test_a_grading_without_money_has_none(auditor, officer, pool):
    other = Grading.objects.create(
        code="D-2",
        title="另一定级",
        run=pool.grading.run,
        period="2023",
        basis="reported",
        created_by=officer,
    )
    assert money(auditor, other) is None


def test_the_room_gives_it():
    assert {part.folder: part.provider for part in providers.PARTS}["funding"] is money
