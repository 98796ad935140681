"""A body that is too large is refused in words before anything of it is read."""

from __future__ import annotations

import io
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from keqiao.web import serving

LOGIN = "/accounts/login/"
FORM = "multipart/form-data; boundary=x"


class Untouched(io.BytesIO):
    """A body that must not be read."""

    def read(self, *_size):
        pytest.fail("the body was read")


def sent(client, address, length, content_type=FORM, **headers):
    return client.generic(
        "POST",
        address,
        b"",
        content_type,
        CONTENT_LENGTH=str(length),
        **{"wsgi.input": Untouched()},
        **headers,
    )


def test_little_from_who_is_not_signed_in(client, db):
    answer = sent(client, LOGIN, 600_000_000)
    assert answer.status_code == 413
    assert "最多接受 1 MB" in answer.content.decode()
    assert client.post(LOGIN, {"username": "x", "password": "y"}).status_code in {200, 400, 403}


def test_more_from_who_is_signed_in(officer_client, settings):
    answer = sent(officer_client, "/facts/record/", 26_000_000)
    assert answer.status_code == 413
    assert "最多接受 25 MB" in answer.content.decode()
    given = {"evidence": SimpleUploadedFile("a.pdf", b"x" * 2_000_000)}
    assert officer_client.post("/facts/record/", given).status_code == 422  # the form says what is missing


def test_a_program_with_a_token_is_known(client, db, monkeypatch):
    def used(key):
        if key != "kq_good":
            raise tokens.TokenRefused("no")

    from keqiao.web.accounts import tokens

    monkeypatch.setattr("keqiao.web.site.body_limit.tokens.used", used)
    for key, status in (("kq_bad", 413), ("kq_good", 401)):
        headers = {"HTTP_AUTHORIZATION": f"Bearer {key}"}
        body = b"x" * 2_000_000
        answer = client.post("/api/v1/uploads", body, "application/octet-stream", **headers)
        assert (answer.status_code == 413) is (status == 413)
    answer = sent(
        client, "/api/v1/uploads", 2_000_000, "application/json", HTTP_AUTHORIZATION="Bearer kq_bad"
    )
    assert answer.status_code == 413
    assert "MB" in answer.json()["detail"]


def test_a_length_that_is_not_declared(client, db):
    answer = client.generic(
        "POST",
        LOGIN,
        b"",
        FORM,
        CONTENT_LENGTH="",
        HTTP_TRANSFER_ENCODING="chunked",
        **{"wsgi.input": Untouched()},
    )
    assert answer.status_code == 411
    for wrong in ("-1", "1e9", "9" * 30, "²"):
        assert sent(client, LOGIN, wrong).status_code == 411


@pytest.mark.parametrize(
    ("host", "proxy", "warned"),
    [("127.0.0.1", "", False), ("::1", "", False), ("0.0.0.0", "", True), ("10.0.0.5", "1", False)],
)
def test_serving_other_machines_without_a_proxy_is_warned_of(monkeypatch, capsys, host, proxy, warned):
    monkeypatch.setenv("KEQIAO_BEHIND_PROXY", proxy)
    serving._warn_when_bare(host)
    assert ("KEQIAO_BEHIND_PROXY" in capsys.readouterr().err) is warned
    assert sys.stderr is not None
