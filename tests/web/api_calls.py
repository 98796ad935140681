"""Calls to the API that schemathesis makes up from its description."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from keqiao.web.site.api import api

CHECKS = (not_a_server_error, status_code_conformance, response_schema_conformance)


SNAPSHOT = Path(__file__).parent / "registry" / "api" / "openapi.json"
"""The description as it was reviewed; tests/web/registry/api/test_schema.py holds it against the product's."""


@cache
def described() -> dict:
    """The description as programs read it: seconds of work, once for all who only look at it."""
    return json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))


# Read while the tests are collected, by every process: the reviewed one is there at once.
SCHEMA = schemathesis.openapi.from_dict(json.loads(SNAPSHOT.read_text(encoding="utf-8")))
SCHEMA.app = get_wsgi_application()


def connection_kept() -> Iterator[None]:
    """A server closes its connection after a request, but the transaction of the test needs it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def ask_anything(
    operation: APIOperation, headers: dict[str, str], examples: int, keys: dict[str, int] | None = None
) -> None:
    """Send ``examples`` requests to an operation: no error of the server, only what is described comes back.

    ``keys``: what stands in the address instead of a key that is made up, so that there is something to work on.
    """

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: schemathesis.Case) -> None:
        case.headers = {**(case.headers or {}), **headers}
        for name in set(case.path_parameters or ()) & set(keys or ()):
            case.path_parameters[name] = keys[name]
        case.call_and_validate(checks=CHECKS)

    given(case=operation.as_strategy())(ask)()
