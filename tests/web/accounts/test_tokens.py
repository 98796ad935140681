"""Keys of programs: shown once, some rights, some days, taken back at once."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from keqiao.web.accounts import tokens
from keqiao.web.accounts.models import ApiToken, Role, User
from keqiao.web.accounts.rules import decide
from keqiao.web.audit.models import Entry


@pytest.fixture
def clerk(user_with, unit):
    return user_with("platform_clerk", unit=unit, username="clerk")


def test_the_key_is_kept_nowhere(clerk):
    token, key = tokens.create(clerk, "统计程序", ["facts.view"], 30)
    assert re.fullmatch(r"kq_[0-9a-f]{8}_[\w-]{43}", key)
    row = ApiToken.objects.values().get()
    assert key not in str(row)
    assert key.split("_", 2)[2] not in str(row) + "".join(Entry.objects.values_list("detail_text", flat=True))
    assert tokens.authenticate(key) == token


def test_a_program_has_the_rights_of_its_token_only_and_the_scope_of_its_user(clerk, unit):
    _, key = tokens.create(clerk, "x", ["facts.view", "registry.view"], 30)
    acting = tokens.acting_user(tokens.authenticate(key))
    assert acting == clerk
    assert acting.scope_for("facts.view") == "own"
    assert not acting.has_right("returns.fill")
    assert clerk.has_right("returns.fill"), "the user in person keeps all"
    with translation.override("en"):
        assert decide(acting, "returns.fill").reason == (
            "This API token does not include the right to fill in returns."
        )
    acting.refresh_rights()
    assert not acting.has_right("returns.fill")
    assert not acting.narrowed_to(["returns.fill", "facts.view"]).has_right("returns.fill")


def test_a_right_that_the_user_loses_is_lost_to_the_program(clerk):
    _, key = tokens.create(clerk, "x", ["facts.view"], 30)
    clerk.roles.clear()
    assert not tokens.acting_user(tokens.authenticate(key)).has_right("facts.view")


@pytest.mark.parametrize(
    ("rights", "days", "name"),
    [
        ([], 30, "x"),
        (["evaluations.run"], 30, "x"),
        (["nothing"], 30, "x"),
        (["facts.view"], 0, "x"),
        (["facts.view"], 366, "x"),
        (["facts.view"], 30, " "),
        (["facts.view"], 30, "x" * 81),
    ],
)
def test_what_is_refused(rights, days, name, clerk):
    with pytest.raises(ValidationError):
        tokens.create(clerk, name, rights, days)
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("role", ["system_admin", "security_admin"])
def test_administration_is_not_passed_on(role, user_with):
    user = user_with(role)
    assert tokens.available_rights(user) == ["accounts.view"]
    # not even when a role changed after the token was made
    token = ApiToken(user=user, rights=["accounts.users", "accounts.roles"])
    assert not {"accounts.users", "accounts.roles"} & set(tokens.acting_user(token)._scopes())


def test_a_program_makes_no_tokens(clerk):
    with pytest.raises(PermissionDenied):
        tokens.create(clerk.narrowed_to(["facts.view"]), "x", ["facts.view"], 1)


def test_refusals_say_why(clerk, user_with):
    token, key = tokens.create(clerk, "x", ["facts.view"], 30)
    with translation.override("en"):
        ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        with pytest.raises(tokens.TokenRefused, match="expired on 20"):
            tokens.examine(key)
        ApiToken.objects.update(expires_at=timezone.now() + timedelta(days=1))
        User.objects.filter(pk=clerk.pk).update(is_active=False)
        with pytest.raises(tokens.TokenRefused, match="switched off"):
            tokens.examine(key)
        User.objects.filter(pk=clerk.pk).update(is_active=True)
        tokens.revoke(user_with("security_admin"), token)
        with pytest.raises(tokens.TokenRefused, match="revoked on 20"):
            tokens.examine(key)
        with pytest.raises(tokens.TokenRefused, match="not known"):
            tokens.examine(key[:-1] + ("a" if key[-1] != "a" else "b"))
        with pytest.raises(ValidationError):
            tokens.revoke(clerk, token)


def test_others_do_not_revoke(clerk, user_with):
    token, _ = tokens.create(clerk, "x", ["facts.view"], 30)
    for code in ("leader", "system_admin", "auditor"):
        with pytest.raises(PermissionDenied):
            tokens.revoke(user_with(code), token)
    assert list(tokens.visible_to(user_with("security_admin"))) == [token]
    assert not tokens.visible_to(user_with("bureau_officer")).exists()


def test_the_last_use_is_written_at_most_once_a_minute(clerk, django_assert_num_queries):
    _, key = tokens.create(clerk, "x", ["facts.view"], 30)
    tokens.authenticate(key)
    first = ApiToken.objects.get().last_used_at
    assert first is not None
    tokens.authenticate(key)
    assert ApiToken.objects.get().last_used_at == first
    ApiToken.objects.update(last_used_at=first - timedelta(seconds=61))
    tokens.authenticate(key)
    assert ApiToken.objects.get().last_used_at >= first


@pytest.mark.django_db
@given(st.one_of(st.text(max_size=200), st.from_regex(tokens.KEY, fullmatch=True)))
def test_any_other_text_opens_nothing(text):
    assert tokens.authenticate(text) is None


@given(st.lists(st.sets(st.sampled_from(["facts.view", "facts.record", "registry.view"])), max_size=4))
def test_narrowing_only_takes_away(steps):
    user = User(username="x", is_active=True)
    rights = {"facts.view", "facts.record"}
    expected = set(rights)
    role = Role(code="r", scope="own", rights=sorted(rights))
    for step in steps:
        user = user.narrowed_to(step)
        expected &= step
    user.pk = 1
    user._prefetched_objects_cache = {"roles": [role]}
    assert set(user._scopes()) == expected
