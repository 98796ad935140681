"""The text of Word files as a reader sees it, whatever Word and LibreOffice did to its runs."""

import io
import zipfile
from pathlib import Path

import docx
import pytest

from keqiao.engine.phrases import paragraphs_of, verify_paragraphs, word_paragraphs
from keqiao.files.problems import FileProblem

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def package(body: str) -> bytes:
    """A Word file with this body and nothing else."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
    return file.getvalue()


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def texts(body: str) -> list[str]:
    return [paragraph.text for paragraph in word_paragraphs(package(body))]


def test_runs_are_joined() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("研发人员8")
    paragraph.add_run("17").bold = True
    paragraph.add_run("人")
    table = document.add_table(1, 2)
    table.cell(0, 1).text = "102家"
    file = io.BytesIO()
    document.save(file)
    first, cell = word_paragraphs(file.getvalue())
    assert first.text == "研发人员817人"
    assert (cell.text, cell.cell, str(cell.place)) == ("102家", (1, 1, 2), "table 1, row 1, cell 2")


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (f"<w:ins>{run('13家')}</w:ins>", "13家"),
        ("<w:del><w:r><w:delText>12家</w:delText></w:r></w:del>" + run("13家"), "13家"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('13家')}</w:sdtContent></w:sdt>", "13家"),
        ("<w:r><w:instrText> PAGE 7 </w:instrText></w:r>" + run("13家"), "13家"),
        (f'<w:fldSimple w:instr="REF x">{run("13家")}</w:fldSimple>', "13家"),
        (f"<w:hyperlink>{run('13')}</w:hyperlink>{run('家')}", "13家"),
        ("<w:r><w:t>13</w:t><w:noBreakHyphen/><w:t>15家</w:t></w:r>", "13-15家"),
    ],
)
def test_what_counts_as_text(inside: str, text: str) -> None:
    assert texts(f"<w:p>{inside}</w:p>") == [text]


def test_a_text_box_is_read_once_and_apart() -> None:
    box = "<w:txbxContent><w:p>{}</w:p></w:txbxContent>"
    body = (
        f"<w:p>{run('正文5家')}<w:r><mc:AlternateContent><mc:Choice>{box.format(run('框内3人'))}</mc:Choice>"
        f"<mc:Fallback>{box.format(run('框内3人'))}</mc:Fallback></mc:AlternateContent></w:r>{run('。')}</w:p>"
    )
    assert texts(body) == ["正文5家。", "框内3人"]


def test_a_bookmark_binds_its_figure() -> None:
    body = (
        f'<w:p>{run("孵化企业")}<w:bookmarkStart w:id="4" w:name="_kq_B2_2024"/>{run("102")}{run("家")}'
        f'<w:bookmarkEnd w:id="4"/>{run("，其中12家上市")}</w:p>'
    )
    figures = verify_paragraphs(word_paragraphs(package(body))).figures
    assert [(figure.figure.span, figure.bound_to) for figure in figures] == [
        ("102家", "B2_2024"),
        ("12家", ""),
    ]


def with_part(name: str, content: bytes) -> bytes:
    """A Word file with one part more."""
    file = io.BytesIO(package("<w:p/>"))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04 no archive", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "old_word"),
        (b"%PDF-1.7", "damaged"),
        (b"\x00\x01\x02\x03", "not_text"),
        (package("<w:p>")[:200], "damaged"),
        (package("<w:p></w:x>"), "damaged"),
        (package("").replace(b"word/document.xml", b"word/dokument.xml"), "no_word_text"),
        (with_part("word/vbaProject.bin", b"x"), "macros"),
        (with_part("word/media/bomb.bin", b"\0" * 300_000_000), "too_large"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "报告.docx"
    path.write_bytes(content)
    with pytest.raises(FileProblem) as refusal:
        paragraphs_of(path)
    assert refusal.value.code == code
    assert refusal.value.in_language("zh") != refusal.value.in_language("en")


def test_entities_are_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(
            "word/document.xml", f'<!DOCTYPE a [<!ENTITY b "13家">]><w:document {W}>&b;</w:document>'
        )
    with pytest.raises(FileProblem):
        word_paragraphs(file.getvalue())
