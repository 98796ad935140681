"""A short crash drill; ``python -m tests.drills.kills --kills 400`` is the long one, on either database."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_what_is_killed_leaves_nothing_by_half(tmp_path, migrated):
    data = tmp_path / "data"
    data.mkdir()
    migrated(data)
    variables = os.environ | {"KEQIAO_DATA": str(data)}
    variables.pop("DATABASE_URL", None)
    words = [sys.executable, "-m", "tests.drills.kills", "--kills", "8"]
    done = subprocess.run(words, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "8 kills" in done.stdout
