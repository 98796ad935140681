"""What a browser gets of an evidence file is drawn anew; hostile files end in a sentence."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image

from keqiao.demo.evidence import pdf
from keqiao.web.facts.picturing import NotPictured, count_pages, is_picturable, page_picture
from keqiao.web.facts.services import store_evidence

PAGE = pdf("audit-P01-2023", ["市场化收入 1 200.00 万元"])


def stored(officer, content, name):
    return store_evidence(officer, ContentFile(content, name=name), "")


def photograph(size=(40, 20), kind="JPEG", **extra):
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **extra)
    return out.getvalue()


def test_a_pdf_is_drawn_page_by_page(officer):
    file = stored(officer, PAGE, "报告.pdf")
    assert count_pages(file) == 1
    drawn = Image.open(io.BytesIO(page_picture(file, 1)))
    assert (drawn.format, round(drawn.width / drawn.height, 2)) == ("PNG", 0.71)  # A4
    assert len(drawn.convert("L").getcolors(256)) > 2  # there is writing on it
    with pytest.raises(IndexError):
        page_picture(file, 2)


def test_a_photograph_is_turned_upright_and_loses_what_is_hidden_in_it(officer):
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010E] = "<script>alert(1)</script>"
    content = photograph(exif=exif) + b"<script>alert(2)</script>"
    drawn = page_picture(stored(officer, content, "照片.jpg"), 1)
    assert b"script" not in drawn
    assert Image.open(io.BytesIO(drawn)).size == (20, 40)


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\nnothing", PAGE[:200], b"\x89PNG\r\n\x1a\n cut", photograph()[:60]]
)
def test_a_damaged_file_ends_in_a_sentence(officer, content):
    file = stored(officer, content, "x.pdf")
    with pytest.raises(NotPictured):
        count_pages(file)
        page_picture(file, 1)


def test_a_mark_of_secrecy_is_found_in_the_text_of_a_pdf(officer):
    with pytest.raises(ValidationError):
        stored(officer, pdf("audit-P01-2023", ["机密★10年"]), "报告.pdf")


def test_the_page_shows_pictures_only_and_says_who_may(officer, officer_client, client_of, unit):
    file = stored(officer, PAGE, "报告.pdf")
    page = officer_client.get(f"/evidence/{file.sha256}/pages/")
    assert f"/evidence/{file.sha256}/pages/1.png" in page.content.decode()
    picture = officer_client.get(f"/evidence/{file.sha256}/pages/1.png")
    assert picture["Content-Type"] == "image/png"
    assert picture["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert officer_client.get(f"/evidence/{file.sha256}/pages/2.png").status_code == 404
    assert officer_client.get(f"/evidence/{file.sha256}/pages/?page={'9' * 30}").status_code == 200
    clerk = client_of("platform_clerk", unit=unit)
    for address in ("pages/", "pages/1.png", ""):
        assert clerk.get(f"/evidence/{file.sha256}/{address}").status_code == 403


def test_other_files_are_only_taken(officer):
    from tests.web.facts.test_evidence import office

    assert not is_picturable(stored(officer, office(), "说明.docx"))
