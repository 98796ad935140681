"""Two officers, and a document of days that is changed in the tests."""

from datetime import timedelta

import pytest

from keqiao.web.audit.clock import today
from keqiao.web.registry.documents import REMINDERS
from keqiao.web.rulebooks.services import ENACTMENT, add_version

TEXT = "source: {zh: 测试, en: Test}\nexpiry: 60\nobligation: 30\nended_shown: 365\n"


@pytest.fixture
def officers(user_with):
    return user_with("bureau_officer", username="first"), user_with("bureau_officer", username="second")


@pytest.fixture
def add(officers):
    def make(version="2", text=TEXT, later=0):
        day = today() + timedelta(days=later)
        return add_version(officers[0], REMINDERS, text=text, version=version, valid_from=day, source="x")

    return make


@pytest.fixture
def enact(officers):
    """Put a version into force, or retire it, as the two officers do."""

    def act(version, to="valid"):
        proposal = ENACTMENT.propose(officers[0], version, to, "decided by the meeting")
        return ENACTMENT.decide(officers[1], proposal.pk, accepted=True)

    return act
