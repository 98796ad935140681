"""Whatever is sent to the operations on returns: no error of the server, only what is described."""

import pytest
from tests.web.api_calls import SCHEMA, ask_anything, connection_kept

from keqiao.web.accounts import tokens

one_connection = pytest.fixture(autouse=True)(connection_kept)
OPERATIONS = {
    result.ok().definition.raw["operationId"]: result.ok()
    for result in SCHEMA.get_all_operations()
    if result.ok().path.startswith(
        tuple(f"/api/v1/{name}" for name in ("collections", "returns", "uploads", "checks"))
    )
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_no_request_breaks_an_operation(name, opened):
    rights = ["returns.view", "returns.fill", "returns.review", "returns.approve", "returns.open"]
    key = tokens.create(opened.officer_1, "test", rights, 10)[1]
    keys = {"form_id": opened.form.pk, "collection_id": opened.collection.pk}
    ask_anything(OPERATIONS[name], {"Authorization": f"Bearer {key}"}, 5, keys)
