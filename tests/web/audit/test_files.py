"""Exported files are checked without the database, by our command and by the dozen lines of the document."""

import json
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import examples

from keqiao.web.audit.models import Entry
from keqiao.web.audit.services import record

DOCUMENT = Path(__file__).parents[3] / "docs" / "operations" / "audit-log.md"


@pytest.fixture
def exported(client_of, officer, tmp_path):
    """The whole log as an auditor downloads it."""
    for number in range(6):
        record(officer, f"test.act{number}", officer, {"n": number, "名": "示范"})
    answer = client_of("auditor").get("/audit/export/")
    path = tmp_path / "export.jsonl"
    path.write_bytes(b"".join(answer.streaming_content))
    return path


def check(path: Path) -> str:
    out = StringIO()
    call_command("verify_audit", "--file", path, stdout=out)
    return out.getvalue()


def entries(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def write(path: Path, rows: list[dict]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def test_the_export_has_every_entry_with_its_hash_and_is_itself_written_down(exported):
    rows = entries(exported)
    kept = list(Entry.objects.order_by("number").values_list("number", "hash"))
    assert [(row["number"], row["hash"]) for row in rows] == kept[:-1]
    last = Entry.objects.order_by("-number")[0]
    assert (last.action, last.detail["format"], last.detail["rows"]) == ("audit.export", "jsonl", len(rows))
    assert last.detail["last_hash"] == rows[-1]["hash"]


def test_a_whole_file_holds_without_a_query(exported, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert entries(exported)[-1]["hash"] in check(exported)


def test_a_selection_holds_and_says_that_it_is_one(client_of, exported, tmp_path):
    answer = client_of("audit_admin").get("/audit/export/?action=test.act3")
    path = tmp_path / "some.jsonl"
    path.write_bytes(b"".join(answer.streaming_content))
    assert [row["action"] for row in entries(path)] == ["test.act3"]
    assert "部分" in check(path)


@settings(
    max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(data=st.data())
def test_any_changed_value_is_located(exported, data):
    rows = entries(exported)
    place = data.draw(st.integers(0, len(rows) - 1))
    key = data.draw(st.sampled_from(sorted(set(rows[place]) - {"number"})))
    value = data.draw(st.text("abc0", min_size=1, max_size=9).filter(lambda value: value != rows[place][key]))
    rows[place][key] = value
    with pytest.raises(CommandError, match=f"第 {rows[place]['number']} 条"):
        check(write(exported.with_name("changed.jsonl"), rows))


def test_exchanged_lines_are_located(exported):
    rows = entries(exported)
    rows[2], rows[3] = rows[3], rows[2]
    with pytest.raises(CommandError, match="次序"):
        check(write(exported, rows))


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00",
        b"no json\n",
        b"[1]\n",
        b"{}\n",
        b'{"number": true, "hash": "x", "previous_hash": "y"}\n',
        b'{"number": "1", "hash": "x", "previous_hash": "y"}\n',
        b"1e999\n",
        b"[" * 100_000,
    ],
)
@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_what_is_no_export_is_refused_with_a_reason(tmp_path, content, name):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CommandError):
        check(path)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match=r"nothing\.jsonl"):
        check(tmp_path / "nothing.jsonl")


def test_the_check_of_the_document_works_with_python_alone(exported, tmp_path):
    """A third party has only the file and the document."""
    (program,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    script = tmp_path / "check.py"
    script.write_text(program, "utf-8")

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-I", script, exported], capture_output=True, text=True, check=False
        )

    assert run().returncode == 0
    rows = entries(exported)
    rows[3]["action"] = "forged"
    write(exported, rows)
    assert run().returncode != 0
    assert str(rows[3]["number"]) in run().stdout
