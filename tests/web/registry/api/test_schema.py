"""The OpenAPI description: as it was reviewed, and kept by every answer whatever is asked."""

import json
import os

import pytest
from tests.web.api_calls import SCHEMA, SNAPSHOT, ask_anything, connection_kept, described

from keqiao.web.registry.registers import REGISTERS

one_connection = pytest.fixture(autouse=True)(connection_kept)


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
        if name.startswith(("New", "Changed")) or one.get("additionalProperties") is False
    }
    asked = [
        one
        for path in schema["paths"].values()
        for operation in path.values()
        for one in operation["parameters"]
    ]
    assert not unbounded(asked)
    assert not unbounded({name: one for name, one in sent.items() if name != "ChangedField"})


@pytest.fixture
def authorized(sides, officer, key_of):
    """The header of a token that may do everything the officer may."""
    return {"Authorization": f"Bearer {key_of(officer, 'registry.view', 'registry.edit')}"}


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

        ask_anything(operation, authorized, 3)
        asked += 1
    assert asked >= (3 if not key else 5)
