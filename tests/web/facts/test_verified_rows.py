"""Derived figures know both bases: all rows, and verified rows only, each as it was last verified."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.examples import examples
from tests.web.facts_of_two import record_fact

from keqiao.web.accounts.models import User
from keqiao.web.facts.models import SnapshotFigure
from keqiao.web.facts.selectors import figures_for
from keqiao.web.facts.services import create_snapshot
from keqiao.web.registry.changes import as_known, change_set, undo
from keqiao.web.registry.changes.state import records
from keqiao.web.registry.models import ChangeSet, Engagement, Patent, PatentOwner, Person, RowState
from keqiao.web.registry.registers import BY_MODEL
from keqiao.web.registry.verification.services import question, verify, write

EDIT = ChangeSet.Kind.EDIT
DAY = "2024-10-31"


def settle():
    """Everything that is there is verified by somebody else of the bureau."""
    user = User.objects.get_or_create(username="settler")[0]
    for model in records():
        rows = list(model._base_manager.all()) if model.is_verifiable() else []
        if rows:
            write(user, BY_MODEL[model], rows)


def fresh(row):
    return type(row)._base_manager.get(pk=row.pk)


def verify_one(actor, row):
    row = fresh(row)
    return verify(actor, BY_MODEL[type(row)], {row.pk: row.version})


def value(user, code, basis="verified", scope="P01", period=DAY, **more):
    return figures_for(user, [code], [scope], [period], basis=basis, **more)[code, scope, period].value


@pytest.fixture
def reviewer(user_with):
    return user_with("bureau_officer", username="reviewer")


@pytest.fixture
def clerk(user_with, city):
    return user_with("platform_clerk", unit=city.P01.unit, username="clerk")


@pytest.fixture
def staffed(city, new_person):
    posts = [
        Engagement.objects.create(
            person=new_person(degree=degree), platform=city.P01, started_on="2021-01-01", is_research=True
        )
        for degree in ("doctor", "master", "doctor")
    ]
    settle()
    return posts


@pytest.fixture
def users(clerk, officer, reviewer):
    return {"clerk": clerk, "officer": officer, "reviewer": reviewer}


def hire(actor, city, person):
    post = Engagement(person=person, platform=city.P01, started_on=date(2024, 5, 1), is_research=True)
    with change_set(actor, EDIT, register="engagements") as changes:
        changes.save(post)
    return post


def test_a_new_row_counts_on_the_verified_basis_once_it_is_verified(
    staffed, city, clerk, officer, new_person
):
    person = new_person()
    verify_one(officer, person)
    post = hire(clerk, city, person)
    assert (value(officer, "rd_headcount", "reported"), value(officer, "rd_headcount")) == (4, 3)
    verify_one(officer, post)
    assert value(officer, "rd_headcount") == 4


def test_every_row_that_a_figure_rests_on_is_verified(staffed, city, clerk, officer, new_person):
    person = new_person()  # recorded, never verified
    post = hire(clerk, city, person)
    verify_one(officer, post)
    assert value(officer, "rd_headcount") == 3
    verify_one(officer, person)
    assert value(officer, "rd_headcount") == 4


def test_a_changed_row_counts_as_it_was_verified(staffed, city, clerk, officer):
    """A platform alone can neither raise nor lower a verified figure."""
    post = fresh(staffed[0])
    post.ended_on = date(2024, 1, 1)
    with change_set(clerk, EDIT) as changes:
        changes.save(post)
    assert (value(officer, "rd_headcount", "reported"), value(officer, "rd_headcount")) == (2, 3)
    verify_one(officer, post)
    assert value(officer, "rd_headcount") == 2


def test_a_withdrawal_counts_once_it_is_verified(staffed, city, clerk, officer):
    post = fresh(staffed[1])
    with change_set(clerk, EDIT) as changes:
        changes.withdraw(post, "重复")
    # The share of advanced degrees would rise or fall by what one person of the platform did.
    assert value(officer, "advanced_degree_share") == 100
    assert (value(officer, "rd_headcount", "reported"), value(officer, "rd_headcount")) == (2, 3)
    verify_one(officer, post)
    assert value(officer, "rd_headcount") == 2


def test_a_questioned_row_counts_no_more(staffed, officer, reviewer):
    question(officer, BY_MODEL[Engagement], (staffed[0].pk, 1), "请附合同")
    assert (value(officer, "rd_headcount", "reported"), value(officer, "rd_headcount")) == (3, 2)


def test_an_older_version_gives_way_to_a_verified_row_in_its_place(city, clerk, officer, reviewer):
    numbers = ("201710601862.3", "201810123456.5")
    patent = Patent.objects.create(
        application_no=numbers[0], title="甲", kind="invention", granted_on="2020-01-01", status="granted"
    )
    PatentOwner.objects.create(patent=patent, platform=city.P01)
    settle()
    row = fresh(patent)
    row.application_no = numbers[1]
    taken = Patent(
        application_no=numbers[0], title="乙", kind="invention", granted_on=date(2021, 1, 1), status="granted"
    )
    with change_set(officer, EDIT) as changes:
        changes.save(row)
        changes.save(taken)
        changes.save(PatentOwner(patent=taken, platform=city.P01))
    verify_one(reviewer, taken)
    verify_one(reviewer, PatentOwner.objects.get(patent=taken))
    assert value(officer, "patents_invention", "reported") == 2
    assert value(officer, "patents_invention") == 1


def test_ratios_of_recorded_figures_take_the_accepted_value_of_each(city, officer):
    settle()
    record_fact(officer, "market_income", city.P01, "2023", Decimal(50))
    record_fact(officer, "total_expenditure", city.P01, "2023", Decimal(100))
    record_fact(officer, "market_income", city.P01, "2023", Decimal(40), basis="verified")
    assert value(officer, "self_financing_rate", "reported", period="2023") == 50
    assert value(officer, "self_financing_rate", period="2023") == 40
    assert value(officer, "total_expenditure", period="2023") is None  # nothing verified was set


def test_snapshots_freeze_both_bases(staffed, city, clerk, officer, new_person):
    hire(clerk, city, new_person())
    create_snapshot(officer, "年度", ["2024"])
    rows = SnapshotFigure.objects.filter(measure__code="rd_headcount", platform=city.P01)
    assert {row.basis: (row.value, len(row.row_ids)) for row in rows} == {
        "reported": (4, 4),
        "verified": (3, 3),
    }


def test_a_snapshot_as_known_earlier_knows_what_was_verified_then(staffed, city, clerk, officer, new_person):
    person = new_person()
    verify_one(officer, person)
    before = timezone.now()
    post = hire(clerk, city, person)
    between = timezone.now()
    verify_one(officer, post)
    after = timezone.now()
    question(officer, BY_MODEL[Engagement], (post.pk, 1), "?")
    with as_known(between):
        assert fresh(post).verification == RowState.REPORTED
    with as_known(after):
        assert (fresh(post).verification, fresh(post).verified_version) == (RowState.VERIFIED, 1)
    assert fresh(post).verification == RowState.QUESTIONED
    assert [value(officer, "rd_headcount", known_at=at) for at in (before, between, after, None)] == [
        3,
        3,
        4,
        3,
    ]


def text(response):
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_page_of_a_figure_says_how_many_rows_are_verified_and_opens_the_others(
    staffed, city, clerk, officer_client, new_person
):
    address = f"/figures/rd_headcount/city/{DAY}/"
    page = officer_client.get(address)
    assert page.context["verified"].count == page.context["verified"].total == 3
    post = hire(clerk, city, new_person())
    page = officer_client.get(address)
    assert (page.context["verified"].count, page.context["verified"].total) == (3, 4)
    others = officer_client.get(f"{address}?rows=unverified")
    assert list(others.context["page"].object_list) == [post.pk]
    on_verified = officer_client.get(f"{address}?basis=verified")
    assert on_verified.context["verified"].verified.value == 3
    assert on_verified.context["verified"].open_rows == (post.pk,)


# Whoever writes and verifies what in which order: verified figures rest on what two people stand behind.
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["hire", "degree", "end", "withdraw", "undo", "verify", "question", "verify_person"]),
        st.sampled_from(["clerk", "officer", "reviewer"]),
        st.integers(0, 5),
    ),
    min_size=3,
    max_size=12,
)


@settings(max_examples=examples(8), deadline=None, suppress_health_check=list(HealthCheck))
@example(steps=[("hire", "clerk", 0), ("hire", "clerk", 0), ("degree", "clerk", 0)])
@given(steps=STEPS)
def test_no_verified_figure_rests_on_what_one_person_stands_behind(city, users, new_person, steps):
    with transaction.atomic():
        _run(city, users, new_person, steps)
        transaction.set_rollback(True)


def _run(city, users, new_person, steps):

    people = [new_person(degree="doctor") for _ in range(2)]
    for person in people:
        Engagement.objects.create(person=person, platform=city.P01, started_on="2021-01-01", is_research=True)
    settle()
    said: dict = {}  # key → content that two people stand behind
    authors: dict = {}  # key → who wrote since
    for model in (Engagement, Person):
        for row in model.objects.all():
            said[model, row.pk] = _plain(row)
            authors[model, row.pk] = set()
    seen = []
    for what, who, which in steps:
        user = users[who]
        before = {
            (m, r.pk): (r.version, _plain(r)) for m in (Engagement, Person) for r in m._base_manager.all()
        }
        try:
            with transaction.atomic():
                _step(what, user, which, city)
        except (ValidationError, PermissionDenied):
            pass
        after = {(m, r.pk): r for m in (Engagement, Person) for r in m._base_manager.all()}
        for key, row in after.items():
            if key not in before or before[key][0] != row.version:
                authors.setdefault(key, set()).add(who)
            elif row.verification >= 2 and authors.get(key):
                assert who in {"officer", "reviewer"}
                assert who not in authors[key], "verified by who entered it"
                said[key], authors[key] = _plain(row), set()
            elif row.verification == 1 and what == "question" and not authors[key]:
                # The verified version itself is in question; a question about a later one leaves it standing.
                said.pop(key, None)
                authors[key] = {"?"}
        expected = _oracle(said)
        assert value(users["officer"], "rd_doctors") == expected
        seen.append(
            (timezone.now(), expected, {k: (r.verification, r.verified_version) for k, r in after.items()})
        )
    for moment, expected, states in seen:
        assert value(users["officer"], "rd_doctors", known_at=moment) == expected
        with as_known(moment):
            now = {
                (m, r.pk): (r.verification, r.verified_version)
                for m in (Engagement, Person)
                for r in m._base_manager.all()
            }
            written = {key for key, state in states.items() if now.get(key) != state}
            assert not written, written


def _plain(row):
    names = ("person_id", "degree", "ended_on", "withdrawn_at", "is_research")
    return {name: getattr(row, name) for name in names if hasattr(row, name)}


def _oracle(said):
    """Count by hand: doctors in post on the day, by what two people stand behind."""
    day, doctors = date(2024, 10, 31), set()
    for (model, _pk), row in said.items():
        if model is Engagement and row["withdrawn_at"] is None:
            person = said.get((Person, row["person_id"]))
            there = row["ended_on"] is None or row["ended_on"] >= day
            if there and person is not None and person["degree"] == "doctor":
                doctors.add(row["person_id"])
    return len(doctors)


def _step(what, user, which, city):
    posts = list(Engagement._base_manager.order_by("pk"))
    persons = list(Person._base_manager.order_by("pk"))
    post, person = posts[which % len(posts)], persons[which % len(persons)]
    if what == "undo":
        sets = list(ChangeSet.objects.order_by("-pk")[:3])
        if sets:
            undo(user, sets[which % len(sets)])
    elif what == "verify":
        verify_one(user, post)
    elif what == "verify_person":
        verify_one(user, person)
    elif what == "question":
        question(user, BY_MODEL[Engagement], (post.pk, post.version), "?")
    else:
        with change_set(user, EDIT) as changes:
            if what == "hire":
                new = Person(code=f"N{len(persons)}", name="新人", degree="doctor")
                changes.save(new)
                start = date(2022, 1, 1) + timedelta(days=len(posts))
                changes.save(Engagement(person=new, platform=city.P01, started_on=start, is_research=True))
            elif what == "degree":
                person.degree = "master" if person.degree == "doctor" else "doctor"
                changes.save(person)
            elif what == "end":
                post.ended_on = date(2023, 1, 1) if post.ended_on is None else None
                changes.save(post)
            elif what == "withdraw":
                changes.withdraw(post, "试")
