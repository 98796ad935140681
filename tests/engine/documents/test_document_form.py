"""A text is read with places, checked once, and named by what it says rather than how it is laid out."""

import time
from typing import Annotated

import pytest
from pydantic import Field

from keqiao.engine.documents import DocumentError, DocumentFinding, DocumentForm, Part, canonical, digest
from keqiao.language import message


class Limits(Part):
    days: Annotated[int, Field(ge=0, le=366)]
    note: str = ""


def check(limits, positions):
    if limits.note == "?":
        at = positions.of(("note",))
        yield DocumentFinding(
            "error", message("{key} is missing", key="note"), key="note", line=at.line, column=at.column
        )


FORM = DocumentForm(Limits, check)


def test_a_document_is_read_from_bytes_and_from_lines():
    assert FORM.load(b"days: 30").days == FORM.load("days: 30\nnote: a\n").days == 30


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ("days: 30\nnote: a\nnote: b\n", 3, "note"),
        ("note: a\ndays: 400\n", 2, "days"),
        ("note: a\ndays: thirty\n", 2, "days"),
        ("days: 3\ndyas: 3\n", 2, "dyas"),
        ("days: 3\nrule: {a: 1}\n", 2, "rule"),
        ("days: 3\nnote: '?'\n", 2, "note"),
        ("days: 3\n\tnote: a\n", 2, ""),
        ("- 3\n- 4\n", 1, ""),
    ],
)
def test_what_is_wrong_has_its_line(text, line, key):
    with pytest.raises(DocumentError) as refused:
        FORM.load(text)
    first = refused.value.errors[0]
    assert (first.line, first.key) == (line, key)
    for language in ("zh", "en"):
        assert first.message.in_language(language)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 5_000 + "]" * 5_000,
        "a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n" * 1,
        "days: !!python/object/apply:os.system ['true']\n",
        "x" * 3_000_000,
        "days: 1\n---\ndays: 2\n",
        "\x00\n\x00",
        "days: " + "9" * 100_000 + "\n",
        "a: " + "\n  - b" * 150_000,
    ],
)
def test_hostile_texts_end_in_findings(text):
    began = time.process_time()
    assert FORM.read(text.encode()).errors
    assert time.process_time() - began < 10


def test_the_canonical_form_forgets_layout_and_defaults():
    first = FORM.load("# why\ndays:    30\nnote: ''\n")
    second = FORM.load('{"days": 30}\n')
    assert canonical(first) == canonical(second) == '{"days":30}'
    assert digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
