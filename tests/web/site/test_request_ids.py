"""Each request has a number: in its answer, in every line of the log about it, as a line or as JSON."""

from __future__ import annotations

import json
import logging

import pytest
from django.test import Client
from tests.web.site.test_responses import Urls

from keqiao.web.site import logs


@pytest.fixture
def lines(settings):
    """The log of a test, each line in both forms."""
    settings.ROOT_URLCONF = Urls
    written: list[tuple[str, dict[str, object]]] = []

    class Sink(logging.Handler):
        def emit(self, record):
            written.append(
                (logs.LineFormatter().format(record), json.loads(logs.JsonFormatter().format(record)))
            )

    sink = Sink()
    logging.getLogger().addHandler(sink)
    yield written
    logging.getLogger().removeHandler(sink)


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "traced"), [("/t/broken/", True), ("/nowhere/", False)])
def test_the_number_of_the_answer_stands_in_the_log(lines, path, traced):
    answer = Client(raise_request_exception=False).get(path)
    number = answer["X-Request-ID"]
    assert len(number) == 16
    line, told = lines[-1]
    assert f"request={number}" in line
    assert (told["request"], told["status"], told["method"]) == (number, answer.status_code, "GET")
    assert ("trace" in told) is traced
    assert Client().get("/readyz")["X-Request-ID"] != number


@pytest.mark.parametrize(
    ("behind", "given", "taken"),
    [
        (True, "proxy-12345678", True),
        (False, "proxy-12345678", False),
        (True, "a b\n{}", False),
        (True, "x" * 99, False),
    ],
)
def test_the_number_of_a_trusted_proxy_is_taken_over(db, settings, behind, given, taken):
    settings.BEHIND_PROXY = behind
    answer = Client(headers={"x-request-id": given}).get("/readyz")
    assert (answer["X-Request-ID"] == given) is taken
