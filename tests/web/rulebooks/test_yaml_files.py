"""Every YAML file of the web is a document that a bureau sets in versions, or says here why it is none."""

from pathlib import Path

import pytest

import keqiao.web
from keqiao.web.rulebooks.registry import KINDS

WEB = Path(keqiao.web.__path__[0])
NO_DOCUMENTS = {
    "accounts/conflicts.yaml": "who may put a version into force depends on it, so no version of it could be trusted",
    "accounts/roles.yaml": "what an installation begins with; roles are kept in the database and changed on their page",
    "facts/measures.yaml": "what an installation begins with; definitions have versions of their own on their page",
    "facts/unit_words.yaml": "the words of schemes for fields of a register, frozen with each snapshot",
    "pipeline/importing/words.yaml": "words by which the columns of a list are recognised; they judge nothing",
    "returns/checks.yaml": "what an installation begins with; checks are changed and switched off on their page",
}
"""File → why no bureau uploads another version of it."""


def files() -> set[str]:
    paths = {path.relative_to(WEB).as_posix() for path in WEB.rglob("*.y*ml")}
    return {path for path in paths if not path.endswith("/access.yaml")}


def test_every_file_is_a_document_or_says_why_not():
    dated = [kind.path for kind in KINDS if kind.is_dated and kind.path.is_relative_to(WEB)]
    documents = {path.relative_to(WEB).as_posix() for path in dated}
    assert files() == documents | set(NO_DOCUMENTS)
    assert not documents & set(NO_DOCUMENTS)


@pytest.mark.parametrize("path", sorted(files()))
def test_only_its_room_reads_a_file(path):
    """A document is read through its kind: nobody opens the file beside it."""
    name = Path(path).name
    readers = {
        source.relative_to(WEB).as_posix()
        for source in WEB.rglob("*.py")
        if f'"{name}"' in source.read_text(encoding="utf-8")
    }
    room = path.split("/")[0]
    expected = {reader for reader in readers if reader.startswith(f"{room}/")}
    assert expected
    if path not in NO_DOCUMENTS:
        assert expected == {f"{room}/documents.py"}
