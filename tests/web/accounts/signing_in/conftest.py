"""What tests of signing in share."""

import re
import time
from collections.abc import Callable

import pytest
from django.test import Client
from tests.web.conftest import PASSWORD

from keqiao.web.accounts.models import Factor, User
from keqiao.web.accounts.signing_in import codes
from keqiao.web.audit.models import Entry

LOGIN = "/accounts/login/"
SECOND = "/accounts/login/second/"
SECURITY = "/accounts/security/"


@pytest.fixture
def last() -> Callable[[], Entry]:
    """The youngest entry of the audit log."""
    return lambda: Entry.objects.order_by("-number")[0]


@pytest.fixture
def sign_in() -> Callable[..., object]:
    """Send the sign-in form; returns the answer. The client is fresh unless given."""

    def send(username: str, password: str = PASSWORD, client: Client | None = None, **extra: str):
        client = client or Client()
        return client.post(LOGIN, {"username": username, "password": password} | extra)

    return send


@pytest.fixture
def clock(monkeypatch) -> Callable[[float], None]:
    """``clock(60)`` moves the clock of the machine a minute on, for sessions, codes and the database alike."""
    import datetime as real

    from django.utils import timezone

    passed = [0.0]
    true_time, true_now = time.time, timezone.now
    monkeypatch.setattr("time.time", lambda: true_time() + passed[0])
    later = lambda: true_now() + real.timedelta(seconds=passed[0])  # noqa: E731
    monkeypatch.setattr("django.utils.timezone.now", later)
    monkeypatch.setattr("axes.handlers.proxy.now", later)
    monkeypatch.setattr("axes.attempts.now", later)

    def move(seconds: float) -> None:
        passed[0] += seconds

    return move


@pytest.fixture
def authenticator() -> Callable[..., Callable[[], str]]:
    """Give a user an authenticator; what is returned tells its present code."""

    def give(user: User) -> Callable[[], str]:
        secret = codes.new_secret()
        Factor.objects.create(user=user, kind="authenticator", name="手机", secret=codes.sealed(secret))
        return lambda: codes.code_at(secret, int(time.time()) // 30)

    return give


def words(page) -> str:
    """The text of a page without its elements."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())
