"""Three administrators are separate, an auditor changes nothing: whatever roles and users are put together."""

import itertools

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from keqiao.web.accounts.models import Role
from keqiao.web.accounts.rights import RIGHTS
from keqiao.web.accounts.roles import initial_roles
from keqiao.web.accounts.separation import check_role, check_roles, is_reading, problem, problem_of_reach

# Written out by hand: what each administrator alone may do.
ALONE = {
    "system": {"accounts.users"},
    "security": {"accounts.roles"},
    "audit": {right for right in RIGHTS if right.startswith("audit.")},
}
# Written out by hand from conflicts.yaml: who holds one of the first holds none of the second.
APART = [
    ({"funding.plan", "funding.approve"}, {"funding.pay"}),
    (
        {"evaluations.score"},
        {"evaluations.run", "evaluations.decide", "returns.review", "returns.approve"}
        | {"funding.plan", "funding.approve"},
    ),
    (
        {"evaluations.appeal", "funding.use"},
        {"registry.merge", "registry.verify", "facts.record", "facts.confirm", "facts.freeze"}
        | {"returns.review", "returns.approve", "returns.open"}
        | {"evaluations.run", "evaluations.decide", "funding.plan", "funding.approve", "funding.pay"},
    ),
]
BUSINESS = sorted(right for right in RIGHTS if right.split(".")[0] not in {"accounts", "audit"})
CHANGING = sorted(right for right in BUSINESS if ".view" not in right)


@pytest.mark.parametrize("row", initial_roles(), ids=lambda row: row["code"])
def test_the_initial_roles_obey(row):
    assert problem(row["rights"]) == ""


def test_the_auditor_has_no_right_that_changes_anything():
    auditor = next(row for row in initial_roles() if row["code"] == "auditor")
    forbidden = [
        right
        for right in auditor["rights"]
        if right in CHANGING or right in {"accounts.users", "accounts.roles"}
    ]
    assert forbidden == []
    assert {right for right in RIGHTS if right.endswith(".view")} <= set(auditor["rights"])


@pytest.mark.parametrize("right", RIGHTS)
def test_a_right_is_reading_exactly_when_it_is_called_view(right):
    assert is_reading(right) == (
        right.split(".")[1]
        in {
            "view",
            "view_drafts",
            "view_findings",
            "view_income",
            "view_plans",
            "view_questions",
            "view_recomputed",
            "view_requests",
        }
    )


@given(st.sets(st.sampled_from(sorted(RIGHTS))))
def test_any_set_of_rights_is_refused_exactly_when_hands_would_mix(rights):
    kinds = [kind for kind, own in ALONE.items() if own & rights]
    mixed = len(kinds) > 1
    if kinds in (["system"], ["security"]):
        mixed = bool(rights & set(BUSINESS))
    elif kinds == ["audit"]:
        mixed = bool(rights & set(CHANGING))
    mixed = mixed or any(first & rights and second & rights for first, second in APART)
    assert bool(problem(rights)) == mixed


def test_money_is_decided_and_paid_by_different_people(roles, user_with):
    with translation.override("en"), pytest.raises(ValidationError, match="recording its payment"):
        check_roles(user_with(username="x"), [roles["bureau_officer"], roles["finance_officer"]])


def test_an_expert_is_no_officer(roles, user_with):
    with translation.override("zh-hans"), pytest.raises(ValidationError, match="以专家身份评分"):
        check_roles(user_with(username="x"), [roles["bureau_officer"], roles["expert"]])


@pytest.mark.parametrize("role", ["platform_clerk", "platform_director"])
def test_nobody_stands_for_a_platform_and_for_the_bureau(role, roles, user_with):
    with pytest.raises(ValidationError):
        check_roles(user_with(username="x"), [roles["bureau_officer"], roles[role]])


@pytest.mark.parametrize("role", ["platform_clerk", "platform_director"])
def test_a_role_of_a_platform_reaches_no_further_than_its_unit(role, roles):
    roles[role].scope = Role.Scope.ALL
    with pytest.raises(ValidationError) as refused:
        check_role(roles[role])
    assert set(refused.value.error_dict) == {"scope"}


@pytest.mark.parametrize("row", initial_roles(), ids=lambda row: row["code"])
def test_the_initial_roles_reach_no_further_than_they_may(row):
    assert problem_of_reach(Role(**row)) == ""


@pytest.mark.parametrize(
    "pair", list(itertools.combinations(["system_admin", "security_admin", "audit_admin"], 2))
)
def test_two_administrators_are_never_one_user(pair, roles, user_with):
    with translation.override("en"), pytest.raises(ValidationError, match="must be in different hands"):
        check_roles(user_with(username="x"), [roles[code] for code in pair])


def test_the_reason_names_the_rights(roles, user_with):
    with (
        translation.override("en"),
        pytest.raises(ValidationError, match=r"no business rights: .*propose figures by hand"),
    ):
        check_roles(user_with(username="x"), [roles["system_admin"], roles["bureau_officer"]])


def test_an_auditor_may_not_become_a_clerk(roles, user_with):
    with pytest.raises(ValidationError):
        check_roles(user_with(username="x"), [roles["auditor"], roles["platform_clerk"]])
    check_roles(user_with(username="y"), [roles["auditor"], roles["leader"]])


def test_a_role_that_users_hold_cannot_be_changed_into_a_mixture(roles, user_with):
    plain = Role.objects.create(code="plain", name="空角色", scope="all", rights=[])
    holder = user_with("system_admin", username="holder")
    holder.roles.add(plain)
    plain.rights = ["facts.view"]
    with (
        translation.override("en"),
        pytest.raises(ValidationError, match="用户holder holds this role together with"),
    ):
        check_role(plain)
    holder.is_active = False
    holder.save()
    with pytest.raises(ValidationError):
        check_role(plain)
