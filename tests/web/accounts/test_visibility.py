"""The condition that follows from a declaration, for every scope."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from keqiao.web.accounts.visibility import NOTHING, Visibility, may_see, of_unit, of_user
from keqiao.web.facts.models import Fact
from keqiao.web.jobs.models import Job

OWN, PUBLISHED, EVERY, ALSO = (Q(pk=number) for number in range(4))


class Reader:
    """A user whose roles give one right in one scope."""

    is_authenticated = is_active = True
    unit_id = None

    def __init__(self, scope, right="facts.view"):
        self.scope, self.right = scope, right

    def scope_for(self, right):
        return self.scope if right == self.right else None


def whole(**more):
    return Visibility("facts.view", **{key: (lambda model, user, q=q: q) for key, q in more.items()})


@pytest.mark.parametrize(
    ("scope", "condition"),
    [("all", Q()), ("own", OWN | PUBLISHED), ("published", PUBLISHED), (None, NOTHING)],
)
def test_a_scope_reaches_as_far_as_declared(scope, condition):
    declared = whole(own=OWN, published=PUBLISHED)
    assert declared.condition(Fact, Reader(scope)) == condition


def test_a_wide_scope_may_be_narrowed_and_what_is_the_users_own_is_always_seen():
    declared = whole(every=EVERY, also=ALSO)
    assert declared.condition(Fact, Reader("all")) == EVERY | ALSO
    assert declared.condition(Fact, Reader("own")) == ALSO
    assert declared.condition(Fact, Reader(None)) == ALSO


def test_any_of_several_rights_is_enough():
    declared = Visibility(("facts.record", "facts.confirm"))
    assert declared.condition(Fact, Reader("all", "facts.confirm")) == Q()
    assert declared.condition(Fact, Reader("own", "facts.confirm")) == NOTHING


@pytest.mark.parametrize("user", [None, AnonymousUser()])
def test_nobody_sees_anything_unless_signed_in(user):
    assert whole(own=OWN, also=ALSO).condition(Fact, user) == NOTHING


def test_an_account_that_is_switched_off_sees_nothing():
    reader = Reader("all")
    reader.is_active = False
    assert whole().condition(Fact, reader) == NOTHING


def test_a_user_without_unit_has_nothing_of_an_own_unit():
    assert of_unit("platform__unit")(Fact, Reader("own")) == NOTHING


def test_an_empty_condition_is_everything():
    assert whole(own=OWN, published=Q()).condition(Fact, Reader("own")) == Q()


def test_one_row_is_judged_as_the_list_is(db, user_with):
    user, other = user_with("bureau_officer"), user_with("platform_clerk")
    job = Job.objects.create(owner=user, kind="x")
    assert may_see(user, job)
    assert not may_see(other, job)
    assert of_user("owner")(Job, user) == Q(owner=user)
