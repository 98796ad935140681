"""What a browser gets of an evidence file is drawn anew; hostile files end in a sentence."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image

from keqiao.demo.evidence import pdf
from keqiao.files.confinement import Queue
from keqiao.web.facts import evidence_pictures
from keqiao.web.facts.evidence_pictures import NotPictured, count_pages, is_picturable, page_picture
from keqiao.web.facts.services import Examined, examine, store_evidence

PAGE = pdf("audit-P01-2023", ["市场化收入 1 200.00 万元"])


def stored(officer, content, name):
    return store_evidence(officer, examine(ContentFile(content, name=name)), "")


def stored_before(officer, content, kind):
    """A file as it may have been stored before files were opened."""
    return store_evidence(officer, Examined(content, kind, "x"), "")


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
    ("content", "media_type"),
    [
        (b"%PDF-1.7\nnothing", "application/pdf"),
        (PAGE[:200], "application/pdf"),
        (b"\x89PNG\r\n\x1a\n cut", "image/png"),
        (photograph()[:60], "image/jpeg"),
    ],
)
def test_a_damaged_file_ends_in_a_sentence(officer, content, media_type):
    file = stored_before(officer, content, media_type)
    with pytest.raises(NotPictured):
        count_pages(file)
        page_picture(file, 1)
    with pytest.raises(ValidationError):
        examine(ContentFile(content, name="x.pdf"))


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
        assert clerk.get(f"/evidence/{file.sha256}/{address}").status_code == 404


def test_other_files_are_only_taken(officer):
    from tests.web.facts.test_evidence import office

    assert not is_picturable(stored(officer, office(), "说明.docx"))


def test_a_picture_of_too_many_pixels_is_refused_by_its_header_and_not_drawn(officer):
    """A PNG of some kilobytes unpacks to hundreds of megabytes."""
    out = io.BytesIO()
    Image.new("1", (9_900, 10_000)).save(out, "PNG")
    with pytest.raises(ValidationError, match="9900"):
        examine(ContentFile(out.getvalue(), name="大.png"))
    with pytest.raises(NotPictured):
        page_picture(stored_before(officer, out.getvalue(), "image/png"), 1)


def test_a_picture_is_kept_by_the_hash_of_its_file(officer, settings, tmp_path, monkeypatch):
    settings.DATA = tmp_path
    monkeypatch.setattr(evidence_pictures, "MOST_KEPT", 2)
    file = stored(officer, photograph(), "照片.jpg")
    first = page_picture(file, 1)
    monkeypatch.setattr(evidence_pictures, "confined", lambda *_a, **_k: pytest.fail("drawn again"))
    assert page_picture(file, 1) == first
    for number in range(5):
        evidence_pictures._keep(tmp_path / "pictures" / f"other-{number}", b"x")
    assert len(list((tmp_path / "pictures").iterdir())) == 2


def test_a_few_are_drawn_at_a_time_and_others_are_told_to_come_again(officer, officer_client, monkeypatch):
    file = stored(officer, photograph(), "照片.jpg")
    monkeypatch.setattr(evidence_pictures, "DRAWING", Queue(0, 0.01))
    answer = officer_client.get(f"/evidence/{file.sha256}/pages/1.png")
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "稍等" in answer.content.decode()
