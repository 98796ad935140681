"""The pages of Excel both ways: who may open them, what they show, and what a hostile caller gets."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from keqiao.web.imports.models import ImportPlan

from .workbooks import filled


@pytest.fixture
def signed_in(opened):
    def client(name):
        browser = Client()
        browser.force_login(getattr(opened, name), backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return client


def sent(client, address, content, name="表.xlsx"):
    return client.post(address, {"file": SimpleUploadedFile(name, content)})


def test_a_clerk_downloads_fills_in_uploads_and_applies(opened, signed_in):
    clerk, address = signed_in("clerk_1"), f"/returns/{opened.form.pk}"
    answer = clerk.get(f"{address}/workbook/")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert clerk.get(f"{address}/upload/").status_code == 200
    wrong = filled(answer.content, {"market_income": "约十万", "total_expenditure": 300})
    page = clerk.get(sent(clerk, f"{address}/upload/", wrong).url)
    text = page.content.decode()
    assert "约十万" in text
    assert "填报表!F" in text or "填报表!E" in text
    upload = ImportPlan.objects.get()
    assert clerk.post(f"/imports/{upload.pk}/apply/").status_code == 422
    assert clerk.get(f"/imports/{upload.pk}/errors.xlsx").status_code == 200
    for _click in range(2):
        assert clerk.post(f"/imports/{upload.pk}/apply/", {"leave_out": "on"}).status_code == 302
    assert opened.form.cells.get(item__measure__code="total_expenditure").value == 3_000_000
    assert "已写入 1 项" in clerk.get(f"/imports/{upload.pk}/").content.decode()
    assert clerk.post(f"/imports/{upload.pk}/discard/").status_code == 403


def test_nobody_sees_the_workbooks_of_another_unit(opened, signed_in):
    clerk, other = signed_in("clerk_1"), signed_in("clerk_2")
    content = clerk.get(f"/returns/{opened.form.pk}/workbook/").content
    answer = sent(clerk, f"/returns/{opened.form.pk}/upload/", filled(content, {"market_income": 3}))
    for address in (answer.url, f"{answer.url}errors.xlsx", f"/returns/{opened.form.pk}/workbook/"):
        assert other.get(address).status_code == 404
        assert signed_in("congress").get(address).status_code in {403, 404}
    assert other.post(f"{answer.url}apply/").status_code == 404
    assert clerk.get(f"/returns/collections/{opened.collection.pk}/workbook/").status_code == 403


def test_the_bureau_uses_one_workbook_for_all(opened, signed_in):
    officer, address = signed_in("officer_1"), f"/returns/collections/{opened.collection.pk}"
    content = officer.get(f"{address}/workbook/").content
    answer = sent(officer, f"{address}/upload/", filled(content, {"market_income": 3}, "P02"))
    assert "平台2" in officer.get(answer.url).content.decode()
    assert officer.post(f"{answer.url}apply/").status_code == 302
    assert opened.other.cells.get(item__measure__code="market_income").value == 30_000


@pytest.mark.parametrize("name", ["表.xlsx", "x" * 190 + ".xlsx", "a\x07b.xlsx", "表.csv"])
@pytest.mark.parametrize(
    "content", [b"", b"x", b"PK\x03\x04", b"\x00" * 2000, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 90]
)
def test_what_is_no_workbook_is_refused_in_words(opened, signed_in, name, content):
    answer = sent(signed_in("clerk_1"), f"/returns/{opened.form.pk}/upload/", content, name)
    assert answer.status_code == 422
    assert not ImportPlan.objects.exists()


def test_a_page_without_a_file_and_strange_filters_are_answered(opened, signed_in):
    clerk = signed_in("clerk_1")
    assert clerk.post(f"/returns/{opened.form.pk}/upload/").status_code == 422
    content = clerk.get(f"/returns/{opened.form.pk}/workbook/").content
    answer = sent(clerk, f"/returns/{opened.form.pk}/upload/", filled(content, {"market_income": 3}))
    assert clerk.get(f"{answer.url}?state=%00").status_code == 400
    for query in ("state=doubt", "page=99999999999999999999", "page=x", "state=" + "x" * 5000):
        assert clerk.get(f"{answer.url}?{query}").status_code == 200
