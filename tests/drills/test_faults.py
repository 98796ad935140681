"""Short drills of starts at once, a full disk and a clock set back; a database that is gone takes its time by hand."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_what_goes_wrong_around_the_system_leaves_nothing_by_half(tmp_path, migrated):
    data = tmp_path / "data"
    data.mkdir()
    migrated(data)
    variables = os.environ | {"KEQIAO_DATA": str(data)}
    variables.pop("DATABASE_URL", None)
    words = [sys.executable, "-m", "tests.drills.faults", "disk", "clock"]
    done = subprocess.run(words, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 findings" in done.stdout
