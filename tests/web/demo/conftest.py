"""The demonstration city, built once for a module."""

from __future__ import annotations

import pytest
from tests.golden import copies

from keqiao.demo.build import build
from keqiao.web.accounts.models import User


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, media):
    """The demonstration city, built once for this module and taken back at its end."""
    from django.db import transaction
    from django.test import override_settings

    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media):
        copies.begin([])
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            build()
            yield User.objects.get(username="officer")
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)
