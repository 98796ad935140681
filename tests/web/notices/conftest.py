"""Notices that an open collection gives to the people of two platforms."""

from tests.web.returns.conftest import bureau, opened  # noqa: F401 (fixtures)
