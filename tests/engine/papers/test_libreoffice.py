"""A paper edited and saved in LibreOffice: its figures are found again by their bookmarks. Skips without it."""

import io
import subprocess
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from keqiao.engine.papers import word
from keqiao.engine.papers.pdf import by_office, office
from keqiao.engine.phrases import SourceFact, verify_paragraphs, word_paragraphs
from keqiao.engine.reports import KINDS, fill_template, page_count, starter_template
from keqiao.engine.reports.fact_papers import brief_of_facts

pytestmark = pytest.mark.skipif(office() is None, reason="LibreOffice is not installed (soffice)")
FACTS = [
    SourceFact(("rd_headcount", "研发人员"), Decimal(817), "人"),
    SourceFact(("before_rd_headcount", "上年研发人员"), Decimal(714), "人"),
    SourceFact(("revenue", "营业收入"), Decimal(77_590_000), "元"),
]
PAPER = brief_of_facts(FACTS, "简报", by="示范局", on=date(2025, 9, 2))


def saved(content, folder):
    """The file as LibreOffice saves it after reading it: its own writer makes every part anew."""
    path, out = folder / "paper.docx", folder / "out"
    path.write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    arguments = [office(), profile, "--headless", "--convert-to", "odt", "--outdir", str(out), str(path)]
    subprocess.run(arguments, check=True, capture_output=True, timeout=120)
    back = [
        office(),
        profile,
        "--headless",
        "--convert-to",
        "docx",
        "--outdir",
        str(out),
        str(out / "paper.odt"),
    ]
    subprocess.run(back, check=True, capture_output=True, timeout=120)
    return (out / "paper.docx").read_bytes()


def edited(content, before, after):
    """The file with a word of its text changed, as an editor would."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            part = source.read(name)
            if name == "word/document.xml":
                assert before.encode() in part
                part = part.replace(before.encode(), after.encode())
            target.writestr(name, part)
    return stream.getvalue()


def test_figures_are_found_again_after_editing_in_libreoffice(tmp_path):
    content = word(PAPER.built(datetime(2025, 9, 2, tzinfo=UTC)).document)
    kept = verify_paragraphs(word_paragraphs(saved(content, tmp_path)), FACTS)
    before = verify_paragraphs(word_paragraphs(content), FACTS)
    assert [figure.bound_to for figure in kept.figures] == [figure.bound_to for figure in before.figures]
    assert {figure.verdict for figure in kept.figures} == {"holds"}
    changed = verify_paragraphs(word_paragraphs(edited(saved(content, tmp_path), ">817<", ">871<")), FACTS)
    wrong = [figure for figure in changed.figures if figure.verdict != "holds"]
    assert wrong
    assert {(figure.figure.span, figure.verdict) for figure in wrong} == {("871人", "contradicts")}


def test_a_filled_template_is_printed_by_libreoffice():
    kind = KINDS["brief"]
    content = fill_template(starter_template(kind), kind.fields(), PAPER.texts(), PAPER.lists(), FACTS)
    assert page_count(by_office(content)) >= 1
