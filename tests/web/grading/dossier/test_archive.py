"""The dossier of a grading: complete, the hashes hold, the same twice, computed again by the command."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from tests.web.grading.dossier.conftest import USERNAME

from keqiao.cli import main
from keqiao.web.audit.files import verify
from keqiao.web.audit.models import Entry
from keqiao.web.audit.services import record
from keqiao.web.facts.services.snapshots import verify_snapshot
from keqiao.web.grading.dossier import evidence, results
from keqiao.web.grading.dossier.archive import build
from keqiao.web.grading.models import Grading
from keqiao.web.jobs.models import Job, StoredResult


def taken(client, user, grading, **query) -> zipfile.ZipFile:
    client.force_login(user)
    address = reverse("grading:dossier", args=(grading.pk,), query=query)
    assert client.post(address).status_code == 302
    response = client.get(address)
    assert response.status_code == 200
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def table(archive: zipfile.ZipFile, path: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(archive.read(path).decode("utf-8-sig"))))


def test_everything_that_led_to_the_grades_is_in_it(client, auditor, grading):
    archive = taken(client, auditor, grading, files="1")
    manifest = json.loads(archive.read("manifest.json"))
    listed = {one["path"]: one for one in manifest["files"]}
    assert set(archive.namelist()) == set(listed) | {"manifest.json", "contents.csv", "index.html"}
    for path, one in listed.items():
        content = archive.read(path)
        assert hashlib.sha256(content).hexdigest() == one["sha256"], path
        assert len(content) == one["bytes"]
        assert one["title"]
    run = grading.run
    assert listed[f"scheme/{run.scheme_id}.yaml"]["sha256"] == run.scheme.fingerprint
    assert listed[f"snapshot/{run.snapshot.code}.txt"]["sha256"] == run.snapshot.sha256
    assert verify_snapshot(run.snapshot).ok
    scores = table(archive, f"experts/{_panel(listed)}/scores.csv")
    assert scores[1][0] == "专家张"
    assert "制度较完备" in scores[1]
    assert "'=1+1 曾任职" in table(archive, f"experts/{_panel(listed)}/conflicts.csv")[1]
    steps = [json.loads(line) for line in archive.read("decision/steps.jsonl").splitlines()]
    assert [step["action"] for step in steps] == ["publish"]
    assert len(table(archive, "decision/steps.csv")) == 1 + len(steps)
    assert "不属于容错情形" in archive.read("tolerance/cases.csv").decode()
    assert "一致同意" in archive.read("decision/minutes.txt").decode()
    assert "维持原结果" in archive.read("decision/objections.csv").decode()
    assert len(table(archive, "decision/grades.csv")) == 1 + grading.lines.count()
    files = [row for row in table(archive, "evidence.csv")[1:] if row[-1].startswith("files/")]
    assert {row[1] for row in files} == {"专家评分记录", "异议材料"}
    for row in files:
        assert hashlib.sha256(archive.read(row[-1])).hexdigest() == row[0]
    names = {row.name for row in run.frames.all()}
    assert {f"runs/{run.code}/tables/{name}.csv" for name in names} <= set(listed)
    assert f"runs/{run.code}/robustness/intervals.csv" in listed


def _panel(listed) -> str:
    return next(path.split("/")[1] for path in listed if path.startswith("experts/"))


def test_the_command_computes_the_enclosed_run_again(client, officer, grading, tmp_path):
    archive = taken(client, officer, grading)
    archive.extractall(tmp_path)
    told = archive.read("how-to-verify.txt").decode()
    command = next(line.split() for line in told.splitlines() if line.startswith("    keqiao evaluate"))
    scheme, data = tmp_path / command[2], tmp_path / command[4]
    out = tmp_path / "again.csv"
    assert main([*command[1:2], str(scheme), "--data", str(data), *command[5:7], "-o", str(out)]) == 0
    again = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    expected = {(row.period, row.platform.code): row for row in grading.run.totals.select_related("platform")}
    assert len(again) == len(expected)
    for row in again:
        stored = expected[row["period"], row["unit"]]
        assert float(row["total"]) == pytest.approx(stored.total, abs=1e-12)
        assert int(row["rank"]) == stored.rank


def test_the_same_grading_gives_the_same_bytes(auditor, officer, grading):
    at = datetime(2025, 4, 1, tzinfo=UTC)
    one, other = (build(auditor, grading, files=True, at=at).read() for _time in range(2))
    assert one == other
    later = build(auditor, grading, files=True, at=datetime(2025, 5, 1, tzinfo=UTC))
    first, second = zipfile.ZipFile(io.BytesIO(one)), zipfile.ZipFile(later)
    changed = {name for name in first.namelist() if first.read(name) != second.read(name)}
    assert changed == {"manifest.json", "index.html"}


def test_the_log_is_whole_for_the_auditor_and_bare_for_others(client, auditor, officer, grading, tmp_path):
    archive = taken(client, auditor, grading)
    path = tmp_path / "entries.jsonl"
    path.write_bytes(archive.read("audit/entries.jsonl"))
    found = verify(path)
    assert found.checked > 3
    assert found.broken == ()
    bare = taken(client, officer, grading)
    assert "audit/entries.jsonl" not in bare.namelist()
    assert len(table(bare, "audit/entries.csv")) == 1 + found.checked
    # Taking a dossier is noted, but not in the dossier: else no two would be alike.
    notes = Entry.objects.filter(action="grading.take_dossier")
    assert [entry.actor for entry in notes.order_by("number")] == [auditor, officer]


def test_persons_are_named_and_nothing_else_is_told_of_them(client, auditor, grading):
    archive = taken(client, auditor, grading, files="1")
    for name in archive.namelist():
        assert USERNAME.encode() not in archive.read(name), name


@pytest.mark.parametrize("role", ["director", "leader", "congress", "broker", "admin"])
def test_only_who_sees_drafts_of_all_platforms(client, request, role, grading):
    client.force_login(request.getfixturevalue(role))
    assert client.get(reverse("grading:dossier", args=(grading.pk,))).status_code == 403
    assert not Entry.objects.filter(action="grading.take_dossier").exists()


def test_what_is_not_there(client, auditor, grading):
    client.force_login(auditor)
    for pk in (0, grading.pk + 1, 10**30):
        assert client.get(f"/evaluations/gradings/{pk}/dossier.zip").status_code == 404


def test_files_that_do_not_fit_stay_in_the_list(client, auditor, grading, monkeypatch):
    monkeypatch.setattr(evidence, "MOST_BYTES", 1)
    archive = taken(client, auditor, grading, files="1")
    assert not [name for name in archive.namelist() if name.startswith("files/")]
    assert len(table(archive, "evidence.csv")) == 3


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_list_in_both_languages(client, auditor, grading, language):
    client.cookies["keqiao_language"] = language
    shown = taken(client, auditor, grading).read("index.html").decode()
    assert ("定级卷宗" if language == "zh-hans" else "Dossier of a grading") in shown
    assert ("演示数据" if language == "zh-hans" else "Demonstration data") in shown
    assert "<script" not in shown


def test_a_run_before_an_objection_stays_beside_the_new_one(client, auditor, officer, grading, run):
    before = grading.run.code
    Grading.objects.filter(pk=grading.pk).update(run=run)
    names = taken(client, auditor, grading).namelist()
    assert f"runs/{before}/about.csv" in names
    assert f"runs/{run.code}/about.csv" in names


def test_the_same_dossier_is_put_together_once(client, auditor, officer, grading):
    address = reverse("grading:dossier", args=(grading.pk,))
    client.force_login(auditor)
    assert "Content-Disposition" not in client.get(address)
    job = client.post(address)
    assert job.url == Job.objects.get(kind=results.KIND).get_absolute_url()
    first, second = (b"".join(client.get(address).streaming_content) for _ in range(2))
    assert first == second
    assert client.post(address).url == address
    assert Job.objects.filter(kind=results.KIND).count() == 1
    # Another reader may open other things: the dossier is the own one.
    client.force_login(officer)
    assert "Content-Disposition" not in client.get(address)
    # What happens to the grading afterwards asks for another one.
    record(auditor, "grading.consult", grading)
    client.force_login(auditor)
    assert "Content-Disposition" not in client.get(address)


def test_a_file_that_is_gone_is_put_together_again(client, auditor, grading):
    taken(client, auditor, grading)
    result = StoredResult.objects.get(kind=results.KIND)
    result.file.storage.delete(result.file.name)
    address = reverse("grading:dossier", args=(grading.pk,))
    assert "Content-Disposition" not in client.get(address)
    assert taken(client, auditor, grading).namelist()
