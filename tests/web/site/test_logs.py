"""The log: one line for a refusal, a trace-back for a fault of ours, no line that a stranger has written."""

import logging
import sys

import pytest
from django.test import Client
from tests.web.site.test_responses import Urls

from keqiao.web.site import environment, logs


@pytest.fixture
def written(settings):
    """What goes to the log while a test runs."""
    settings.ROOT_URLCONF = Urls
    texts: list[str] = []

    class Sink(logging.Handler):
        def emit(self, record):
            texts.append(self.format(record))

    sink = Sink()
    sink.setFormatter(logs.LineFormatter())
    root = logging.getLogger()
    root.addHandler(sink)
    yield texts
    root.removeHandler(sink)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [("/t/forbidden/", 403), ("/nowhere/", 404), ("/t/bad/", 400), ("/search/?q=a%00b", 400)],
)
def test_a_refusal_is_one_line(path, status, written, client_of):
    client = client_of("auditor")
    written.clear()
    assert client.get(path).status_code == status
    assert len(written) == 1
    assert "\n" not in written[0]
    assert f"status={status}" in written[0]
    assert f"user={client.user.pk}" in written[0] or "%00" in path  # (refused before anybody asks who it is)
    assert "address=127.0.0.1" in written[0]


@pytest.mark.django_db
def test_a_refused_program_is_one_line(written):
    answer = Client(headers={"authorization": "Bearer kq_x"}).get("/api/v1/registers/")
    assert answer.status_code == 401
    assert len(written) == 1
    assert "\n" not in written[0]


@pytest.mark.django_db
def test_a_fault_of_ours_has_its_trace_back(written):
    client = Client(raise_request_exception=False)
    assert client.get("/t/broken/").status_code == 500
    assert "Traceback" in "\n".join(written)


@pytest.mark.django_db
def test_nobody_writes_a_line_of_the_own(written):
    Client().get("/nowhere/%0A2026-01-01 00:00:00 ERROR made up\u2028/")
    assert len(written) == 1
    assert len(written[0].splitlines()) == 1


def test_trace_backs_of_refusals_are_left_out_whoever_logs_them():
    try:
        raise PermissionError("no")
    except PermissionError:
        record = logging.LogRecord("x", logging.WARNING, "", 0, "refused", (), sys.exc_info())
    record.status_code = 403
    assert "\n" not in logs.LineFormatter().format(record)


def test_a_file_is_opened_anew_after_it_was_moved_away(monkeypatch, tmp_path):
    monkeypatch.setenv("KEQIAO_LOG_FILE", str(tmp_path / "keqiao.log"))
    options = environment.log_output()
    assert options["class"] == "logging.handlers.WatchedFileHandler"
    monkeypatch.setenv("KEQIAO_LOG_FILE", str(tmp_path / "nowhere" / "keqiao.log"))
    with pytest.raises(environment.ConfigurationError, match="KEQIAO_LOG_FILE"):
        environment.log_output()
    monkeypatch.setenv("KEQIAO_LOG_LEVEL", "loud")
    with pytest.raises(environment.ConfigurationError, match="KEQIAO_LOG_LEVEL"):
        environment.log_level()
