"""Whether a name exists is not to be read from how long an answer takes: the same work is done for each."""

import pytest
from django.contrib.auth import hashers
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.accounts.signing_in.conftest import LOGIN

from keqiao.web.accounts.models import User


class Counting(hashers.PBKDF2PasswordHasher):
    """Django's hasher with few rounds, which says how often it has run."""

    algorithm = "counting"
    iterations = 10
    runs = 0

    def encode(self, password, salt, iterations=None):
        Counting.runs += 1
        return super().encode(password, salt, iterations)


@pytest.fixture
def people(settings, officer, user_with):
    settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]
    for name, active in (("officer", True), ("gone", False), ("unusable", True)):
        user = User.objects.filter(username=name).first() or User(username=name, display_name=name)
        user.is_active = active
        user.set_password("Right-word-7")
        if name == "unusable":
            user.set_unusable_password()
        user.save()


def work_of(name: str, password: str, address: str) -> tuple[int, int]:
    """Runs of the hasher and commits."""
    Counting.runs = 0
    with CaptureQueriesContext(connection) as asked:
        answer = Client(REMOTE_ADDR=address).post(LOGIN, {"username": name, "password": password})
    assert answer.status_code == 200
    outermost = [query for query in asked.captured_queries if query["sql"].startswith(("BEGIN", "SAVEPOINT"))]
    return Counting.runs, len(outermost)


CASES = [
    ("officer", "Wrong-word-7"),
    ("nobody", "Wrong-word-7"),
    ("gone", "Wrong-word-7"),
    ("gone", "Right-word-7"),
    ("unusable", "Wrong-word-7"),
]


def test_one_run_of_the_hasher_for_every_failure(people):
    runs = {case: work_of(*case, f"192.0.2.{number}")[0] for number, case in enumerate(CASES)}
    assert set(runs.values()) == {1}, runs


def test_a_locked_name_is_answered_without_a_run_whether_it_exists_or_not(people, settings):
    for name in ("officer", "nobody", "gone"):
        for _ in range(settings.AXES_FAILURE_LIMIT):
            Client(REMOTE_ADDR="192.0.2.9").post(LOGIN, {"username": name, "password": "Wrong-word-7"})
    assert {work_of(name, "Right-word-7", "192.0.2.9")[0] for name in ("officer", "nobody", "gone")} == {0}
