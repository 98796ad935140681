"""Roles are data; decisions come with a reason."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from keqiao.web.accounts.models import Role
from keqiao.web.accounts.rights import RIGHTS
from keqiao.web.accounts.roles import ensure_roles
from keqiao.web.accounts.rules import decide, require

# Written out from the personas, not read from roles.yaml: what each role may do, and how far.
OWN = (
    "programmes.view programmes.answer calls.view calls.apply talents.view talents.apply "
    "registry.view registry.edit facts.view returns.view returns.fill evaluations.view "
    "funding.view funding.use exchange.view exchange.post deals.view deals.take_part dashboards.view "
    "meetings.view meetings.take_part alliances.view pipeline.view pipeline.conduct"
)
EXPECTED = {
    "bureau_officer": (
        "all",
        "programmes.view programmes.keep calls.view calls.keep talents.view finance.view "
        "registry.view registry.edit registry.merge registry.verify "
        "facts.view facts.record facts.confirm facts.freeze facts.view_recomputed "
        "returns.view returns.fill returns.review returns.approve returns.open "
        "evaluations.view evaluations.run evaluations.view_drafts evaluations.decide rulebooks.view rulebooks.change "
        "funding.view funding.plan funding.approve "
        "exchange.view exchange.post exchange.broker exchange.review deals.view deals.conduct dashboards.view "
        "firms.view firms.confirm meetings.view meetings.organise "
        "alliances.view alliances.keep pipeline.view pipeline.conduct pipeline.decide",
    ),
    "platform_director": ("own", OWN + " evaluations.appeal alliances.keep"),
    "platform_clerk": ("own", OWN),
    "expert": ("own", "evaluations.score"),
    "broker": (
        "published",
        "programmes.view "
        "registry.view facts.view evaluations.view exchange.view exchange.post exchange.broker "
        "deals.view deals.conduct dashboards.view meetings.view meetings.organise alliances.view "
        "pipeline.view pipeline.conduct",
    ),
    "firm": (
        "own",
        "programmes.view programmes.answer calls.view calls.apply "
        "registry.view registry.edit facts.view exchange.view exchange.post deals.view deals.take_part dashboards.view "
        "firms.own meetings.view meetings.take_part alliances.view alliances.keep",
    ),
    "investor": (
        "published",
        "programmes.view "
        "registry.view facts.view exchange.view exchange.post dashboards.view meetings.view alliances.view",
    ),
    "talent_officer": (
        "all",
        "programmes.view calls.view talents.view talents.keep "
        "registry.view registry.edit_people facts.view exchange.view dashboards.view alliances.view",
    ),
    "congress": (
        "all",
        "programmes.view calls.view talents.view finance.view "
        "registry.view facts.view facts.view_recomputed facts.freeze evaluations.view funding.view "
        "rulebooks.view exchange.view dashboards.view alliances.view pipeline.view",
    ),
    "auditor": (
        "all",
        "programmes.view calls.view talents.view finance.view "
        "registry.view facts.view facts.view_recomputed returns.view evaluations.view "
        "evaluations.view_drafts funding.view rulebooks.view exchange.view deals.view dashboards.view audit.view "
        "audit.verify audit.export accounts.view firms.view meetings.view alliances.view pipeline.view",
    ),
    "system_admin": ("all", "accounts.view accounts.users"),
    "security_admin": ("all", "accounts.view accounts.roles"),
    "audit_admin": ("all", "audit.view audit.verify audit.export accounts.view"),
    "finance_officer": (
        "all",
        "programmes.view calls.view finance.view finance.keep "
        "registry.view facts.view evaluations.view funding.view funding.pay rulebooks.view pipeline.view "
        "dashboards.view",
    ),
    "leader": (
        "all",
        "programmes.view calls.view talents.view finance.view "
        "registry.view facts.view evaluations.view funding.view rulebooks.view exchange.view dashboards.view "
        "meetings.view alliances.view pipeline.view",
    ),
}

OVERSIGHT = {
    "bureau_officer": "oversight.view_findings oversight.diagnose oversight.view oversight.assign oversight.handle",
    "talent_officer": "oversight.view_findings oversight.view oversight.handle",
    "congress": "oversight.view_findings oversight.view oversight.oversee",
    "auditor": "oversight.view_findings oversight.view",
    "finance_officer": "oversight.view_findings oversight.view oversight.handle",
    "leader": "oversight.view_findings oversight.view",
    "platform_director": "oversight.view oversight.handle",
}
"""What the room oversight adds."""
REPORTS = {
    "bureau_officer": "reports.view reports.view_questions reports.answer reports.coverage reports.paragraphs",
    "congress": "reports.view reports.write reports.view_questions reports.coverage reports.paragraphs",
    "auditor": "reports.view reports.view_questions",
    "leader": "reports.view reports.view_questions",
    "platform_director": "reports.view_questions reports.answer",
    "talent_officer": "reports.view_questions reports.answer",
    "finance_officer": "reports.view_questions reports.answer",
}
"""What the room reports adds."""
_INCOME = "transfer.view transfer.view_income"
TRANSFER = {
    "bureau_officer": _INCOME,
    "auditor": _INCOME,
    "platform_clerk": f"{_INCOME} transfer.prepare",
    "platform_director": f"{_INCOME} transfer.prepare transfer.decide",
    "firm": "transfer.view",
    "finance_officer": "transfer.view",
    "leader": "transfer.view",
    "congress": "transfer.view",
}
"""What the room transfer adds."""
PLANNING = dict.fromkeys(
    ("congress", "auditor", "finance_officer", "leader"), "planning.view planning.view_plans"
) | {
    "bureau_officer": (
        "planning.view planning.analyse planning.view_plans planning.plan planning.decide planning.attract"
    ),
    "talent_officer": "planning.view planning.view_plans planning.attract",
    "platform_director": "planning.view_plans planning.plan",
    "platform_clerk": "planning.view_plans planning.plan",
}
"""What the room planning adds."""
REQUESTS = {
    "bureau_officer": "finance.view_requests",
    "finance_officer": "finance.view_requests",
    "auditor": "finance.view_requests",
    "firm": "finance.view_requests finance.ask",
    "investor": "finance.view_requests finance.answer",
}
"""What requests for finance add."""
for _added in (OVERSIGHT, TRANSFER, PLANNING, REPORTS, REQUESTS):
    for _role, _rights in _added.items():
        EXPECTED[_role] = (EXPECTED[_role][0], f"{EXPECTED[_role][1]} {_rights}")


@pytest.mark.parametrize("code", EXPECTED)
def test_each_role_has_its_rights_and_no_others(code, user_with):
    scope, rights = EXPECTED[code]
    user = user_with(code)
    assert {right: user.scope_for(right) for right in RIGHTS if user.has_right(right)} == dict.fromkeys(
        rights.split(), scope
    )


def test_the_table_names_every_role(roles):
    assert set(roles) == set(EXPECTED)


def test_roles_that_exist_are_left_as_they_are(roles):
    roles["broker"].rights = ["facts.view"]
    roles["broker"].save()
    assert ensure_roles()["broker"].rights == ["facts.view"]


def test_a_role_with_an_unknown_right_is_refused(roles):
    with pytest.raises(ValidationError, match=r"facts\.vew"):
        Role(code="x", name="x", scope="all", rights=["facts.vew"]).full_clean()


def test_the_widest_scope_of_several_roles_holds(user_with):
    user = user_with("broker", "leader")
    assert user.scope_for("facts.view") == "all"
    assert user.scope_for("facts.record") is None


def test_a_superuser_without_roles_has_no_rights(user_with):
    user = user_with(username="root")
    user.is_superuser = user.is_staff = True
    user.save()
    assert not decide(user, "facts.view")


def test_a_switched_off_account_has_no_rights(user_with):
    user = user_with("leader")
    user.is_active = False
    user.save()
    with translation.override("en"):
        assert decide(user, "facts.view").reason == "This account is switched off."


def test_nobody_signed_in_has_no_rights(roles):
    with translation.override("en"):
        assert decide(AnonymousUser(), "facts.view").reason == "You are not signed in."


def test_a_refusal_names_the_roles_and_the_right(user_with):
    with translation.override("en"):
        decision = decide(user_with("broker"), "facts.record")
    assert not decision.ok
    assert (
        decision.reason
        == "Your roles (Technology broker) do not include the right to propose figures by hand."
    )


@pytest.mark.parametrize(
    ("role", "thing", "ok"),
    [
        ("bureau_officer", {"unit_id": 999}, True),
        ("platform_clerk", {"unit_id": "own"}, True),
        ("platform_clerk", {"unit_id": 999}, False),
        ("platform_clerk", {"unit_id": 999, "is_published": True}, True),
        ("platform_clerk", {"owner_id": "self"}, True),
        ("platform_clerk", {}, False),
        ("investor", {"unit_id": "own"}, False),
        ("investor", {"is_published": True}, True),
        ("system_admin", {"is_published": True}, False),
    ],
)
def test_scopes_reach_as_far_as_they_say(role, thing, ok, user_with, unit):
    user = user_with(role, unit=unit)
    values = {"own": unit.pk, "self": user.pk}
    thing = SimpleNamespace(**{key: values.get(value, value) for key, value in thing.items()})
    assert decide(user, "facts.view", thing).ok is ok
    assert user.has_perm("facts.view", thing) is ok


def test_a_unit_of_none_is_nobodys_own(user_with):
    assert not decide(user_with("platform_clerk"), "facts.view", SimpleNamespace(unit_id=None, owner_id=None))


def test_an_unknown_right_is_a_mistake_in_the_code(officer):
    with pytest.raises(KeyError):
        decide(officer, "facts.veiw")


def test_require_raises_with_the_reason(user_with):
    with translation.override("en"), pytest.raises(PermissionDenied, match="run evaluations"):
        require(user_with("leader"), "evaluations.run")
