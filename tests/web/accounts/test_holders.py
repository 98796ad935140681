"""Who holds a right is asked of the database, and is the same as who has it, person by person."""

from __future__ import annotations

import pytest

from keqiao.web.accounts.holders import holders
from keqiao.web.accounts.models import Role, User
from keqiao.web.accounts.rights import RIGHTS


@pytest.fixture
def people(user_with):
    """One of each role, a broker who is switched off, and a role whose only right begins like others."""
    for role in Role.objects.order_by("code"):
        user_with(role.code)
    gone = user_with("broker", username="gone")
    gone.is_active = False
    gone.save()
    longer = Role.objects.create(
        code="longer", name="x", name_en="x", scope=Role.Scope.OWN, rights=["exchange.brokerage"]
    )
    user_with("auditor", username="other").roles.set([longer])


def test_holders_are_those_who_have_the_right(people, django_assert_num_queries):
    users = [user for user in User.objects.prefetch_related("roles") if user.is_active]
    for right in RIGHTS:
        assert set(holders(right)) == {user for user in users if user.has_right(right)}, right
        everywhere = {user for user in users if user.scope_for(right) == Role.Scope.ALL}
        assert set(holders(right, everywhere=True)) == everywhere, right
    with django_assert_num_queries(1):
        assert list(holders("exchange.broker"))
