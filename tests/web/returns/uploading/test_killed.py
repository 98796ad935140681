"""The process is killed at random moments of an apply: everything is written, or nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROUNDS = int(os.environ.get("KEQIAO_KILLED_APPLIES", "10"))
"""All 100 are run with KEQIAO_KILLED_APPLIES=100."""
PROGRAM = Path(__file__).with_name("killed.py")


def test_nothing_is_half_written_when_the_process_is_killed(tmp_path, migrated):
    migrated(tmp_path)
    unset = {"DATABASE_URL", "KEQIAO_DATA"}
    environment = {key: value for key, value in os.environ.items() if key not in unset}
    told = subprocess.run(
        [sys.executable, str(PROGRAM), str(tmp_path), str(ROUNDS)],
        capture_output=True,
        text=True,
        env=environment,
        timeout=1200,
        check=False,
    )
    assert told.returncode == 0, told.stderr[-2000:]
    before, whole, *rounds = json.loads(told.stdout.strip().splitlines()[-1])
    assert before == [0, 0, 0, 0, "planned", "ok"]
    assert whole == [520, 520, 40, 2, "applied", "ok"]
    assert len(rounds) == ROUNDS
    assert all(found in (before, whole) for found in rounds), rounds
    assert before in rounds
