"""Two platforms with a row of each register, and callers by role."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.golden import golden
from tests.web.registry.city import Side, reference, side

from keqiao.web.accounts import tokens


@golden
def sides(db) -> tuple[Side, Side]:
    """The own platform's rows and another's."""
    common = reference()
    return side(0, common), side(1, common)


@pytest.fixture
def call(client_of) -> Callable[..., Any]:
    """``call(client, "get", "/patents/1", {...})`` asks the API with JSON."""

    def ask(client: Any, method: str, path: str, given: Any = None) -> Any:
        address = f"/api/v1/registers{path}"
        if method == "get":
            return client.get(address, given or {})
        return getattr(client, method)(address, given or {}, content_type="application/json")

    return ask


@pytest.fixture
def key_of() -> Callable[..., str]:
    """The key of a new token of a user with some rights."""

    def make(user: Any, *rights: str, days: int = 10) -> str:
        return tokens.create(user, "test", rights, days)[1]

    return make
