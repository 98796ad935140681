"""A file is read in a process of its own: limits, an answer of bytes, problems in words, nothing of our environment."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path

import pytest

from keqiao.files.confinement import MEGABYTE, Limits, Queue, confined, run
from keqiao.files.problems import FileProblem

SMALL = Limits(2, 300 * MEGABYTE, MEGABYTE)
HERE = "tests.files.tasks"


@pytest.fixture(autouse=True)
def importable(monkeypatch):
    """The tasks of these tests stand beside them."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"content")
    return file


def test_the_answer_comes_back_as_bytes(path):
    assert confined(f"{HERE}:upper", path, ["x"], limits=SMALL) == b"CONTENTx"


def test_a_problem_comes_back_in_words(path):
    with pytest.raises(FileProblem) as found:
        confined(f"{HERE}:refuse", path, limits=SMALL)
    assert found.value.code == "damaged"
    assert found.value.place == "Sheet1"
    assert "17 < 18" in found.value.in_language("zh")
    assert "文件已损坏" in found.value.in_language("zh")


@pytest.mark.parametrize(
    ("task", "code"),
    [("spin", "too_long"), ("grow", "too_much"), ("crash", "unreadable"), ("chatter", "unreadable")],
)
def test_what_takes_too_much_is_ended_with_a_sentence(path, task, code):
    with pytest.raises(FileProblem) as found:
        confined(f"{HERE}:{task}", path, limits=SMALL)
    assert found.value.code in {code, "too_long" if task == "chatter" else code}
    assert found.value.in_language("zh") != found.value.in_language("en")


def test_the_process_knows_nothing_of_ours(path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hidden")
    monkeypatch.setenv("DATABASE_URL", "postgres://hidden")
    seen = json.loads(confined(f"{HERE}:environment", path, limits=SMALL))
    assert not {"SECRET_KEY", "DATABASE_URL"} & set(seen)


def test_others_wait_and_are_told_to_come_again(path):
    with pytest.raises(FileProblem) as found:
        confined(f"{HERE}:upper", path, limits=SMALL, queue=Queue(0, 0.01))
    assert found.value.code == "busy"


def test_a_command_is_killed_with_what_it_started():
    started = time.monotonic()
    code, _answer = run(["/bin/sh", "-c", "sleep 60 & sleep 60"], seconds=0.5, most=100)
    assert code == -9
    assert time.monotonic() - started < 30
    assert subprocess.run(["/bin/true"], check=True).returncode == 0
    assert os.getpid()
