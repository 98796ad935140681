"""The dossier of a project: what was decided and on what, as far as its reader sees it; votes once unsealed."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from tests.web.papers import PDF

from keqiao.web.audit.models import Entry
from keqiao.web.experts import services as panels
from keqiao.web.experts.services import ScoreEntry
from keqiao.web.facts.services import own_file
from keqiao.web.jobs.models import Job
from keqiao.web.pipeline.dossier import archive
from keqiao.web.pipeline.models import GateReview
from keqiao.web.pipeline.services import passages

from .conftest import Walk

pytestmark = pytest.mark.django_db
REPORT = PDF + b"\n% report"


def taken(client, walk) -> zipfile.ZipFile:
    """The dossier as its reader takes it."""
    answer = client.get(f"/pipeline/{walk.pk}/dossier/")
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return zipfile.ZipFile(io.BytesIO(content))


def table(dossier: zipfile.ZipFile, path: str) -> list[list[str]]:
    """A list of the dossier without its headings."""
    return list(csv.reader(io.StringIO(dossier.read(path).decode("utf-8-sig"))))[1:]


def test_all_that_was_decided_is_in_it_and_the_hashes_hold(proven, client_of):
    walk = Walk(proven)
    owed = passages.owe(proven.director, walk.pk, "循环寿命测试", date(2099, 1, 1))
    passages.deliver(proven.manager, walk.pk, owed.pk, own_file(ContentFile(REPORT, "寿命.pdf")))
    review = walk.through(readiness=4)
    dossier = taken(client_of(proven.auditor), walk)
    listed = {entry["path"]: entry for entry in json.loads(dossier.read("manifest.json"))["files"]}
    assert set(dossier.namelist()) == set(listed) | {"manifest.json", "contents.csv", "index.html"}
    assert {row[0] for row in table(dossier, "contents.csv")} == set(listed)
    for path, entry in listed.items():
        assert hashlib.sha256(dossier.read(path)).hexdigest() == entry["sha256"], path
        assert entry["title"], path
    assert "转化项目档案" in dossier.read("index.html").decode()
    assert ["申请资金", "2000000.00"] in table(dossier, "project.csv")
    assert [row[0] for row in table(dossier, "gates.csv")] == ["G0-" + review.code[3:], review.code]
    assert "材料齐全，达到要求。" in table(dossier, "gates.csv")[1]
    assert [row[2] for row in table(dossier, "tranches.csv")] == ["400000.00"]
    assert table(dossier, "deliverables.csv")[0][0] == "循环寿命测试"
    assert [row[2] for row in table(dossier, f"gates/{review.code}/criteria.csv")] == ["满足"] * 4
    material = table(dossier, f"gates/{review.code}/material.csv")
    assert [bool(row[3]) for row in material] == [True, True, False]
    delivered = table(dossier, "deliverables.csv")[0][5]
    assert dossier.read(f"files/{delivered}.pdf") == REPORT
    assert len(table(dossier, "managers.csv")) == 1 and table(dossier, "steps.csv")
    assert dossier.read("rules.yaml").decode().startswith("#")
    assert Entry.objects.filter(action=archive.TAKEN).count() == 1
    again = taken(client_of(proven.auditor), walk)
    assert again.read("contents.csv") == dossier.read("contents.csv")


def test_votes_stand_in_it_only_after_the_panel_has_ended(proven, client_of):
    walk = Walk(proven)
    review = walk.submitted()
    panel = walk.panel(review)
    for number, expert in enumerate(proven.experts):
        panels.declare(expert, panel.pk, {review.pk: (False, "")})
        panels.give_scores(
            expert, panel.pk, {review.pk: ScoreEntry(Decimal(71 + number), "扎实")}, hand_in=True
        )
    votes = f"gates/{review.code}/votes-{panel.pk}.csv"
    sealed = taken(client_of(proven.auditor), walk)
    assert votes not in sealed.namelist()
    assert table(sealed, f"gates/{review.code}/panels.csv")[0][3] == ""
    for expert in proven.experts:
        panels.give_scores(expert, panel.pk, {}, hand_in=True)
    panels.close(proven.second, panel.pk)
    unsealed = taken(client_of(proven.auditor), walk)
    lines = table(unsealed, votes)
    assert {line[2] for line in lines} == {f"{71 + number}.00" for number in range(5)}
    assert {line[0] for line in lines} == {str(expert) for expert in proven.experts}
    director = taken(client_of(proven.director), walk)
    assert votes not in director.namelist()
    assert Decimal(table(director, f"gates/{review.code}/panels.csv")[0][3]) == Decimal(73)


def test_who_may_not_see_the_project_gets_none(proven, client_of):
    answer = client_of(proven.stranger).get(f"/pipeline/{proven.passage.pk}/dossier/")
    assert answer.status_code == 404
    assert not Entry.objects.filter(action=archive.TAKEN).exists()


def test_a_large_one_is_made_by_a_job(proven, client_of, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(archive, "MOST_GATES_AT_ONCE", 0)
    client = client_of(proven.director)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.get(f"/pipeline/{proven.passage.pk}/dossier/")
    job = Job.objects.get()
    assert answer.status_code == 302 and answer["Location"] == job.get_absolute_url()


def test_no_money_goes_beyond_a_tranche_and_none_ahead_of_a_gate(proven):
    walk = Walk(proven)
    review = walk.submitted()
    assert not hasattr(review, "tranche")
    walk.judged(review)
    with pytest.raises(ValidationError):
        walk.decide(review, "let_pass", readiness=3)
    assert not hasattr(GateReview.objects.get(pk=review.pk), "tranche")
    passed = walk.decide(review, "let_pass")
    assert passed.tranche.amount == Decimal(400_000)
