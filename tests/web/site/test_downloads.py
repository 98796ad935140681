"""A file that is taken: written into the log, named safely, inert in the browser."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from keqiao.web.accounts.models import User
from keqiao.web.audit.models import Entry
from keqiao.web.site.downloads import Export, safe_name, send_file
from keqiao.web.site.tables import Column, Table

pytestmark = pytest.mark.django_db
TABLE = Table("平台", [Column("name", "名称")], [{"name": "甲院"}, {"name": "乙院"}])


@pytest.fixture
def request_of(rf: RequestFactory):
    request = rf.get("/")
    request.user = AnonymousUser()
    return request


def body(response) -> bytes:
    return b"".join(response) if response.streaming else response.content


def test_a_table_is_a_workbook_and_its_rows_are_counted(request_of):
    request_of.user = User.objects.create_user("taker")
    response = send_file(
        request_of, TABLE, "平台 清单.xlsx", about=Export("registry.export", "platforms", {"query": "a"})
    )
    assert response.content.startswith(b"PK")
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E5%B9%B3%E5%8F%B0%20%E6%B8%85%E5%8D%95.xlsx"
    )
    entry = Entry.objects.get()
    assert (entry.action, entry.target_name, entry.detail) == (
        "registry.export",
        "platforms",
        {"rows": 2, "query": "a"},
    )


def contents(folder: Path):
    (folder / "a.csv").write_bytes(b"a,b")
    return [b"a,b", folder / "a.csv", io.BytesIO(b"a,b"), iter([b"a,", b"b"])]


@pytest.mark.parametrize("kind", range(4), ids=["bytes", "path", "stream", "lines"])
def test_whatever_it_is_made_of_it_arrives_and_nothing_of_it_runs(request_of, tmp_path, kind):
    response = send_file(request_of, contents(tmp_path)[kind], "a.csv", about=None)
    assert body(response) == b"a,b"
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="a.csv"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"
    assert not Entry.objects.exists()


def test_a_picture_of_a_page_is_no_attachment(request_of):
    response = send_file(request_of, b"\x89PNG", "1.png", about=None, inline=True)
    assert response["Content-Disposition"] == 'inline; filename="1.png"'


def test_an_end_that_is_no_file_of_ours_is_our_mistake(request_of):
    with pytest.raises(KeyError):
        send_file(request_of, b"", "a.exe", about=None)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.csv", "_.._etc_passwd.csv"),
        ("a\r\nSet-Cookie: x.xlsx", "a__Set-Cookie_ x.xlsx"),
        ('甲"院".xlsx', "甲_院_.xlsx"),
        (" . .xlsx", "file.xlsx"),
        ("长" * 300 + ".docx", "长" * 115 + ".docx"),
        ("....svg", "file.svg"),
        ("研发人员\r\nX: y.svg", "研发人员__X_ y.svg"),
        ("no end", "no end"),
    ],
)
def test_names_are_taken_by_every_system(name, safe):
    assert safe_name(name) == safe
