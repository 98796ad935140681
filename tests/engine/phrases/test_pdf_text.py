"""The text of a PDF: a notice printed by a browser reads as its text does; what holds no text is refused in words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from pypdf import PdfWriter

from keqiao.engine.notices import draft_of, read_notice
from keqiao.engine.phrases import numbered_lines, paragraphs_of
from keqiao.engine.phrases.reader_process import lines
from keqiao.files.problems import FileProblem

PRINTED = Path(__file__).parent / "data" / "two-tracks.pdf"
TEXT = Path(__file__).parents[4] / "shared" / "reference" / "notices" / "02-two-tracks.txt"


def without_lines(draft: dict) -> str:
    return re.sub(r"'line': \d+,? ?", "", str(draft))


@pytest.mark.skipif(not TEXT.is_file(), reason="the reference lies beside the checkout")
def test_a_printed_notice_reads_as_its_text():
    """Lines are joined over the margin and the end of the page; the font's radicals are characters again."""
    printed = read_notice(numbered_lines(paragraphs_of(PRINTED)))
    assert without_lines(draft_of(printed)) == without_lines(
        draft_of(read_notice(TEXT.read_text(encoding="utf-8")))
    )
    assert "示范市科技局" in json.loads(lines(PRINTED))[0]


def test_what_cannot_be_read_is_refused_with_what_to_do(tmp_path):
    empty, broken, locked = (tmp_path / name for name in ("scan.pdf", "broken.pdf", "locked.pdf"))
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(empty)
    writer.encrypt("secret")
    writer.write(locked)
    broken.write_bytes(b"%PDF-1.7 and nothing else")
    for path, code in ((empty, "scanned"), (broken, "damaged"), (locked, "protected")):
        with pytest.raises(FileProblem) as refused:
            paragraphs_of(path)
        assert refused.value.code == code
        assert refused.value.remedy.in_language("zh")
