"""The lock files: hashed, complete, and free of any registry's address."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_requirement_is_pinned_and_hashed(lock):
    """pip refuses an unhashed line only when it installs; we refuse it here."""
    blocks = re.split(r"\n(?=[A-Za-z0-9])", lock.read_text().strip())
    assert len(blocks) >= 1
    for block in blocks:
        assert re.match(r"[A-Za-z0-9_.\-\[\]]+==\S+", block), block.splitlines()[0]
        assert "--hash=sha256:" in block, block.splitlines()[0]


@pytest.mark.parametrize(
    "lock", [*LOCKS, ROOT / "frontend" / "package-lock.json"], ids=lambda path: path.name
)
def test_no_registry_is_named(lock):
    """A closed network has its own mirror."""
    text = lock.read_text()
    assert not re.search(r"(?i)https?://[^\s\"]*(registry|pypi|npmjs|index)[^\s\"]*", text)
    assert "--index-url" not in text


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_wanted_package_is_locked(lock):
    """An .in file that was changed without `make lock` is found here."""
    locked = {
        line.split("==")[0].lower().replace("_", "-")
        for line in lock.read_text().splitlines()
        if "==" in line
    }
    wanted = lock.with_suffix(".in").read_text().splitlines()
    names = {
        re.split(r"[\[<>=~!; ]", line)[0].lower().replace("_", "-")
        for line in wanted
        if line and not line.startswith(("#", "-"))
    }
    assert {re.sub(r"\[.*", "", name) for name in names} <= {re.sub(r"\[.*", "", name) for name in locked}
