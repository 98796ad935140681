"""The OpenAPI description: as it was reviewed, and kept by every answer whatever is asked."""

import json
import os
from pathlib import Path

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from keqiao.web.registry.registers import REGISTERS
from keqiao.web.site.api import api

SNAPSHOT = Path(__file__).with_name("openapi.json")
CHECKS = (not_a_server_error, status_code_conformance, response_schema_conformance)


def described() -> dict:
    return json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))


def test_the_description_is_the_one_that_was_reviewed():
    """Programs rely on it. After a change on purpose run this with KEQIAO_SNAPSHOT=1 and read the difference."""
    now = json.dumps(described(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if os.environ.get("KEQIAO_SNAPSHOT"):
        SNAPSHOT.write_text(now, encoding="utf-8")
    assert SNAPSHOT.read_text(encoding="utf-8") == now


def test_every_number_that_is_taken_is_bounded():
    """SQLite overflows where nobody bounds."""

    def unbounded(node: object, path: str = "") -> list[str]:
        if isinstance(node, list):
            return [hit for one in node for hit in unbounded(one, path)]
        if not isinstance(node, dict):
            return []
        hits = [path] if node.get("type") == "integer" and "maximum" not in node else []
        return hits + [hit for key, one in node.items() for hit in unbounded(one, f"{path}/{key}")]

    schema = described()
    sent = {
        name: one
        for name, one in schema["components"]["schemas"].items()
        if name.startswith(("New", "Changed"))
    }
    asked = [
        one
        for path in schema["paths"].values()
        for operation in path.values()
        for one in operation["parameters"]
    ]
    assert not unbounded(asked)
    assert not unbounded({name: one for name, one in sent.items() if name != "ChangedField"})


@pytest.fixture(autouse=True)
def _one_connection():
    """A server closes its connection after a request, but the transaction of the test needs it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def authorized(sides, officer, key_of):
    """The header of a token that may do everything the officer may."""
    return {"Authorization": f"Bearer {key_of(officer, 'registry.view', 'registry.edit')}"}


SCHEMA = schemathesis.openapi.from_dict(described())
SCHEMA.app = get_wsgi_application()


@pytest.mark.parametrize("key", ["", *REGISTERS])
def test_no_request_breaks_a_register(key, authorized):
    """Whatever is sent: no error of the server, only statuses and bodies that are described."""
    prefix = f"/api/v1/registers/{key}"
    asked = 0
    for result in SCHEMA.get_all_operations():
        operation = result.ok()
        own = operation.path.startswith(f"{prefix}/") and "{key}" not in operation.path
        if not (own if key else "{key}" in operation.path or operation.path == "/api/v1/registers/"):
            continue

        @settings(
            max_examples=3, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        def ask(case: schemathesis.Case) -> None:
            case.headers = {**(case.headers or {}), **authorized}
            case.call_and_validate(checks=CHECKS)

        given(case=operation.as_strategy())(ask)()
        asked += 1
    assert asked >= (3 if not key else 5)
