"""A locked or full database and a full disk are answered in words with 503, signing in included, and leave nothing."""

import errno
import logging
import sqlite3

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError, ProgrammingError, transaction
from django.test import Client
from django.urls import path
from tests.web.conftest import PASSWORD

from keqiao.web.accounts.signing_in import sessions
from keqiao.web.site import errors, unavailable, urls


def driver_error(code: int, words: str) -> OperationalError:
    """As Django raises it: the error of the driver is the cause."""
    cause = sqlite3.OperationalError(words)
    cause.sqlite_errorcode = code
    error = OperationalError(words)
    error.__cause__ = cause
    return error


ERRORS = {
    "locked": [
        OperationalError("database is locked"),
        driver_error(sqlite3.SQLITE_BUSY, "x"),
        driver_error(517, "x"),
    ],
    "full": [
        OperationalError("database or disk is full"),
        driver_error(sqlite3.SQLITE_FULL, "x"),
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "quota"),
    ],
    "away": [
        driver_error(sqlite3.SQLITE_CANTOPEN, "x"),
        driver_error(sqlite3.SQLITE_READONLY, "x"),
        driver_error(sqlite3.SQLITE_IOERR, "x"),
        InterfaceError("connection already closed"),
    ],
}
OURS = [
    OperationalError("no such table: x"),
    driver_error(sqlite3.SQLITE_ERROR, "near x"),
    ValueError("x"),
    ProgrammingError("x"),
    OSError(errno.ENOENT, "x"),
]


def break_down(request):
    raise Urls.raised


class Urls:
    raised: Exception = ValueError()
    urlpatterns = [*urls.urlpatterns, path("t/breaks/", break_down)]
    handler400, handler403, handler404, handler500 = (
        errors.bad_request,
        errors.permission_denied,
        errors.page_not_found,
        errors.server_error,
    )


@pytest.fixture
def breaking(settings):
    settings.ROOT_URLCONF = Urls
    unavailable._last_logged.clear()

    def ask(error, client=None, **fields):
        Urls.raised = error
        client = client or Client(raise_request_exception=False)
        return client.post("/t/breaks/", fields) if fields else client.get("/t/breaks/")

    return ask


@pytest.mark.parametrize(
    ("kind", "error"), [(kind, error) for kind, some in ERRORS.items() for error in some]
)
def test_each_kind_has_its_words_and_a_time(kind, error, breaking, db):
    answer = breaking(error)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) == unavailable.RETRY_AFTER[kind]
    assert "本次操作未保存" in answer.content.decode()
    assert len(str(error)) == 1 or str(error) not in answer.content.decode()
    assert unavailable.kind_of(error) == kind


@pytest.mark.parametrize("error", OURS)
def test_a_fault_of_ours_stays_one(error, breaking, db):
    assert breaking(error).status_code == 500


def test_an_error_that_followed_is_known_by_what_it_came_from():
    try:
        try:
            raise OperationalError("database is locked")
        except OperationalError:
            raise transaction.TransactionManagementError("An error occurred in the current transaction.")  # noqa: B904
    except transaction.TransactionManagementError as error:
        assert unavailable.kind_of(error) == "locked"


def test_what_breaks_outside_of_a_view_is_answered_too(officer_client, monkeypatch):
    def full(*args, **kwargs):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("keqiao.web.accounts.signing_in.sessions.touch", full)
    officer_client.raise_request_exception = False
    answer = officer_client.get("/")
    assert answer.status_code == 503
    assert "存储空间已满" in answer.content.decode()


def test_a_program_gets_an_object(officer_client, monkeypatch):
    def locked(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr("keqiao.web.accounts.api.BySession.authenticate", locked)
    officer_client.raise_request_exception = False
    answer = officer_client.get("/api/v1/registers/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "正在写入" in answer.json()["detail"]


@pytest.mark.parametrize("error", [ERRORS["locked"][0], ERRORS["full"][0]])
def test_signing_in(error, officer, monkeypatch):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr(sessions, "begin", fail)
    client = Client(raise_request_exception=False)
    answer = client.post("/accounts/login/", {"username": "officer", "password": PASSWORD})
    assert answer.status_code == 503
    assert PASSWORD not in answer.content.decode()
    assert client.get("/accounts/login/").status_code == 200


def test_what_was_typed_survives_and_can_be_sent_once_more(breaking, db):
    html = breaking(ERRORS["locked"][0], title="三月 <b>测算</b>", remark="两行\n文字").content.decode()
    assert '<textarea class="d-none" name="title">\n三月 &lt;b&gt;测算&lt;/b&gt;</textarea>' in html
    assert "两行\n文字" in html


def test_a_password_is_not_written_into_the_page(breaking, db):
    html = breaking(ERRORS["locked"][0], old_password="secret 7 word", name="x").content.decode()
    assert "secret 7 word" not in html


def test_the_log_says_each_kind_once_a_minute_without_a_trace_back(breaking, db, caplog):
    with caplog.at_level(logging.WARNING):
        for _ in range(5):
            breaking(ERRORS["full"][0])
            breaking(ERRORS["locked"][0])
    assert [record.name for record in caplog.records] == ["keqiao.web.site.unavailable"] * 2
    assert not any(record.exc_info for record in caplog.records)


def stored(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.django_db(transaction=True)
def test_a_file_goes_with_the_transaction_that_names_it(settings):
    with pytest.raises(OperationalError), transaction.atomic():
        default_storage.save("evidence/a.pdf", ContentFile(b"content"))
        assert len(stored(settings.MEDIA_ROOT)) == 1
        raise OperationalError("database or disk is full")
    assert stored(settings.MEDIA_ROOT) == []
    with transaction.atomic():
        default_storage.save("evidence/a.pdf", ContentFile(b"content"))
        with pytest.raises(ValueError, match="inner"), transaction.atomic():
            default_storage.save("evidence/b.pdf", ContentFile(b"content"))
            raise ValueError("inner")
    default_storage.save("evidence/c.pdf", ContentFile(b"content"))
    assert sorted(path.name for path in stored(settings.MEDIA_ROOT)) == ["a.pdf", "c.pdf"]


def test_half_a_file_is_removed(settings, db):
    class Full(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        default_storage.save("evidence/a.pdf", Full(b"half and half"))
    assert stored(settings.MEDIA_ROOT) == []
