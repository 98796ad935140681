"""The table of actions: state × person, set down by hand, against what may happen in the product."""

from __future__ import annotations

import pytest
from django.utils import translation
from tests.web.evaluations.conftest import _user
from tests.web.grading.conftest import after

from keqiao.web.audit.clock import story_at
from keqiao.web.grading.models import Grading, Objection
from keqiao.web.grading.objections import OBJECTIONS, objection_of
from keqiao.web.grading.procedure import GRADINGS

STATES = ("computed", "consulted", "published", "rechecked", "final", "withdrawn")
BUREAU = {
    "computed": {"consult", "withdraw"},
    "consulted": {"consult", "publish", "withdraw"},
    "published": {"withdraw"},
    "rechecked": {"withdraw"},
    "final": set(),
    "withdrawn": set(),
}
"""What both officers may do during the publicity: nobody may finish before its end."""


@pytest.fixture
def in_state(runs, story):
    """A grading whose state is set by hand, in its publicity from the third to the ninth of March."""
    grading = story.begun(runs())

    def put(state: str) -> Grading:
        first, last = after(0).date(), after(6).date()
        Grading.objects.filter(pk=grading.pk).update(state=state, publicity_from=first, publicity_to=last)
        grading.refresh_from_db()
        return grading

    return put


@pytest.mark.parametrize("state", STATES)
def test_persons_and_states(in_state, officer, reviewer, director_of, state):
    grading = in_state(state)
    readers = [_user(role, role) for role in ("auditor", "leader", "congress", "broker", "platform_clerk")]
    with story_at(after(2)):
        for user in (officer, reviewer):
            assert {name for name, answer in possible(user, grading).items() if answer} == BUREAU[state]
        director = possible(director_of(2), grading)
        wanted = {"object"} if state in {"published", "rechecked"} else set()
        assert {name for name, answer in director.items() if answer} == wanted
        for user in readers:
            assert not any(possible(user, grading).values())
            assert all(answer.reason for answer in possible(user, grading).values())


def possible(user, grading):
    """The decisions on every action on a grading, and on lodging an objection."""
    objecting = OBJECTIONS.decide(user, objection_of(user, grading), "object")
    return GRADINGS.possible(user, grading) | {"object": objecting}


@pytest.mark.parametrize(
    ("state", "who", "allowed"),
    [
        ("lodged", "officer", {"begin_recheck"}),
        ("lodged", "reviewer", {"begin_recheck"}),
        ("lodged", "director", {"retract"}),
        ("checking", "officer", {"record_findings"}),
        ("checking", "reviewer", {"uphold", "dismiss"}),
        ("checking", "director", {"retract"}),
        ("checking", "other", set()),
        *(
            (state, who, set())
            for state in ("upheld", "dismissed", "withdrawn")
            for who in ("officer", "director")
        ),
    ],
)
def test_objections(in_state, ten, officer, reviewer, director_of, state, who, allowed):  # noqa: PLR0917
    grading, director = in_state("rechecked"), director_of(4)
    objection = Objection.objects.create(
        grading=grading,
        platform=ten[3],
        text="x",
        lodged_by=director,
        state=state,
        checked_by=officer,
        findings="属实",
    )
    users = {"officer": officer, "reviewer": reviewer, "director": director, "other": director_of(5)}
    about = {"retract", "begin_recheck", "record_findings", "uphold", "dismiss"}
    with story_at(after(2)):
        answers = {name: OBJECTIONS.decide(users[who], objection, name) for name in about}
    assert {name for name, answer in answers.items() if answer} == allowed
    assert all(answer or answer.reason for answer in answers.values())


def test_who_lodged_it_deals_with_it_no_further(in_state, ten, reviewer):
    """Somebody may be a director and an officer at once."""
    objection = Objection.objects.create(
        grading=in_state("rechecked"), platform=ten[3], text="x", lodged_by=reviewer
    )
    with story_at(after(2)):
        assert not OBJECTIONS.decide(reviewer, objection, "begin_recheck")


@pytest.mark.parametrize("state", STATES)
def test_every_state_says_where_it_stands(in_state, state):
    with translation.override("en"):
        words = GRADINGS.status(in_state(state))
    assert words
    assert "%" not in words
