"""Asking the API as a user who is signed in."""

from typing import Any

from django.test import Client


def ask(user: Any, path: str, **query: Any) -> Any:
    """The answer to ``GET /api/v1<path>``; it must be a good one."""
    client = Client()
    client.force_login(user)
    answer = client.get(f"/api/v1{path}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()
