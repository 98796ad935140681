"""Documents name files that exist: a reader who follows one arrives."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(document: Path):
    """Links and pictures within the repository."""
    targets = re.findall(r"\]\(([^)#\s]+)", document.read_text(encoding="utf-8"))
    inside = [target for target in targets if not target.startswith(("http://", "https://", "mailto:"))]
    assert not [target for target in inside if not (document.parent / target).exists()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_named_source_files_exist(document: Path):
    """`engine/evaluation/run.py` and the like, from the root or from the package."""
    named = re.findall(r"`((?:[\w-]+/)+[\w-]+\.(?:py|yaml|toml))`", document.read_text(encoding="utf-8"))
    assert not [
        name for name in named if not (ROOT / name).exists() and not (ROOT / "src/keqiao" / name).exists()
    ]
