"""Whatever is merged and split, undo brings back every row and every derived figure; every moment stays readable."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st
from tests.examples import examples
from tests.web.registry.city import reference, side

from keqiao.periods import Period
from keqiao.web.facts.derivations import derivations
from keqiao.web.facts.present_figures import PresentFigures
from keqiao.web.facts.services import load_measures
from keqiao.web.facts.services.figure_rebuild import differences
from keqiao.web.registry import models as m
from keqiao.web.registry.changes import as_known, undo
from keqiao.web.registry.changes.references import referring
from keqiao.web.registry.changes.state import records, states_of
from keqiao.web.registry.merging.mergers import differing, merge
from keqiao.web.registry.merging.splits import split

PERIODS = [Period.of_year(2023), Period.on(date(2024, 10, 31))]
KINDS = (m.Organisation, m.Person)


@pytest.fixture
def city(db):
    """Two full sides of a city, and a third organisation and person that share much with them."""
    load_measures()
    common = reference()
    sides = side(0, common), side(1, common)
    day = date(2023, 6, 1)
    third = m.Organisation.objects.create(name="示范企业3", legal_form="company")
    firm = m.Firm.objects.create(organisation=third)
    rows = (m.Firm, m.Platform, m.Patent, m.Person)
    firms, platforms, patents, people = ([one.rows[model] for one in sides] for model in rows)
    m.OrganisationAlias.objects.create(organisation=third, name="示企3")
    m.IncubationLink.objects.create(platform=platforms[0], firm=firm, basis="equity", valid_from=day)
    m.IncubationLink.objects.create(platform=platforms[1], firm=firms[0], basis="service", valid_from=day)
    m.FirmReport.objects.create(firm=firm, year=2023, revenue=700, tax=70)
    m.FirmReport.objects.create(firm=firm, year=2022, revenue=500)
    m.FirmCertificate.objects.create(firm=firm, kind="tech_sme", granted_on=day)
    m.EquityEvent.objects.create(firm=firm, platform=platforms[0], kind="cash", amount=9, on=day)
    m.PatentOwner.objects.create(patent=patents[0], organisation=third)
    m.TechContract.objects.create(
        registration_no="HT3",
        kind="service",
        buyer=third,
        platform=platforms[0],
        amount=30,
        signed_on=day,
        registered_on=day,
    )
    m.CommunityMember.objects.create(community=common[m.Community], organisation=third, part="fund")
    person = m.Person.objects.create(code="R3", name="李四", degree="doctor", orcid="0000-0002-1825-0097")
    post = m.Engagement.objects.create(person=person, platform=platforms[0], started_on=day, role="研究员")
    m.SiteMonths.objects.create(engagement=post, year=2023, months=4)
    m.TalentAward.objects.create(
        person=person, programme="计划", level="national", year=2023, category="national_top"
    )
    m.Engagement.objects.create(person=people[0], platform=platforms[1], started_on=day)
    return sides


def dump() -> dict[Any, Any]:
    """What every row of every register says, withdrawn ones too."""
    return {
        (model.__name__, key): state
        for model in records()
        for key, state in states_of(list(model._base_manager.all())).items()
    }


def standing(rows: dict[Any, Any]) -> dict[Any, Any]:
    return {key: state for key, state in rows.items() if state["withdrawn_at"] is None}


def figures() -> dict[Any, Any]:
    """The derived figures of the city and of every platform, with the rows behind them."""
    present = PresentFigures(sorted(derivations()), PERIODS)
    found = {
        (code, scope, period.code): present.value(code, scope, period)
        for code in derivations()
        for scope in present.stored.scopes
        for period in PERIODS
    }
    present.keep()
    return found


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["merge", "merge", "split", "undo"]),
        st.integers(0, 1),
        st.integers(0, 5),
        st.integers(0, 63),
    ),
    min_size=1,
    max_size=4,
)


def step(what: str, kind: int, which: int, bits: int, officer: Any) -> Any:
    """Merge, split or undo; return the set that was stored. What is refused leaves everything as it was."""
    model: Any = KINDS[kind]
    rows = list(model.objects.current().order_by("pk"))
    before = dump()
    try:
        with transaction.atomic():
            if what == "merge" and len(rows) > 1:
                kept = rows[which % len(rows)]
                other = rows[(which + 1 + bits % (len(rows) - 1)) % len(rows)]
                take = [one.name for place, one in enumerate(differing(kept, other)) if bits >> place & 1]
                stay = [
                    (ref._meta.label, ref.pk)
                    for _name, refs in referring(other)
                    for place, ref in enumerate(refs.order_by("pk"))
                    if bits >> place & 1
                ]
                done = merge(officer, kept, other, take=take, others_stay=stay, reason="同一").stored
            elif what == "split" and rows:
                row = rows[which % len(rows)]
                new: Any = (
                    m.Organisation(name=f"新{bits}") if kind == 0 else m.Person(code=f"N{bits}", name="新")
                )
                refs = [ref for _name, found in referring(row) for ref in found.order_by("pk")]
                moving = [(ref._meta.label, ref.pk) for place, ref in enumerate(refs) if bits >> place & 1]
                done = split(officer, row, new, moving, reason="分立")
            elif what == "undo" and m.ChangeSet.objects.exists():
                sets = m.ChangeSet.objects.filter(undone_by=None).order_by("-pk")
                done = undo(officer, sets[which % min(len(sets), 3)], "撤销") if sets else None
            else:
                return None
    except ValidationError:
        assert dump() == before, "a refusal left traces"
        event(f"{what} refused")
        return None
    event(what)
    return done


CHECKS = settings(max_examples=examples(5, again=2), deadline=None, suppress_health_check=list(HealthCheck))


@CHECKS
@given(steps=STEPS)
def test_undo_is_the_identity_for_rows_and_figures(city, officer, steps):
    with transaction.atomic():
        stack = []
        for what, kind, which, bits in steps:
            before = dump(), figures()
            if what != "undo" and (made := step(what, kind, which, bits, officer)) is not None:
                stack.append((made, *before))
        assert list(differences()) == [], "a kept figure is stale"
        for made, rows, derived in reversed(stack):
            undo(officer, made, "撤销")
            assert standing(dump()) == standing(rows)
            assert figures() == derived
        assert list(differences()) == [], "a kept figure is stale"
        transaction.set_rollback(True)


@CHECKS
@example(
    steps=[("merge", 0, 0, 60), ("merge", 0, 0, 0), ("merge", 1, 0, 0)]
)  # kept figures are those of today
@example(steps=[("split", 0, 1, 1)])  # a name moved to an organisation that was not there before
@given(steps=STEPS)
def test_every_moment_reads_as_it_was(city, officer, steps):
    with transaction.atomic():
        seen = [(timezone.now(), dump(), figures())]
        for one in steps:
            step(*one, officer)
            seen.append((timezone.now(), dump(), figures()))
        for moment, rows, derived in seen:
            with as_known(moment):
                assert (dump(), figures()) == (rows, derived)
        assert (dump(), figures()) == seen[-1][1:], "reading the past left traces"
        transaction.set_rollback(True)


@CHECKS
@given(kind=st.integers(0, 1), which=st.integers(0, 5), bits=st.integers(0, 63))
def test_a_merge_loses_nothing_that_was_counted(city, officer, kind, which, bits):
    """No row stands that refers to a withdrawn one, and every row of the other stands on the kept or left as a twin."""
    with transaction.atomic():
        if step("merge", kind, which, bits, officer) is not None:
            gone = {key for key, state in dump().items() if state["withdrawn_at"] is not None}
            for (name, _key), state in standing(dump()).items():
                model: Any = next(one for one in records() if one.__name__ == name)
                for field in model._meta.concrete_fields:
                    if field.related_model in records() and state.get(field.name) is not None:
                        assert (field.related_model.__name__, state[field.name]) not in gone
        transaction.set_rollback(True)
