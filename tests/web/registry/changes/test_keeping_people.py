"""The talent office keeps the registers of people in the whole city, and nothing else."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation
from tests.golden import golden
from tests.web.registry.city import reference, side

from keqiao.web.imports import services
from keqiao.web.registry.changes import change_set, undo
from keqiao.web.registry.importing.importer import REGISTER_IMPORTER
from keqiao.web.registry.models import (
    ChangeSet,
    Engagement,
    Event,
    FormerClass,
    Person,
    Platform,
    SiteMonths,
    TalentAward,
)
from keqiao.web.registry.registers import REGISTERS

EDIT = ChangeSet.Kind.EDIT
PEOPLE = {"persons", "engagements", "site-months", "talent-titles"}


@golden
def sides(roles):
    common = reference()
    return side(0, common), side(1, common)


@pytest.fixture
def talent(user_with):
    return user_with("talent_officer", username="talent")


def save(user, row, **options):
    with change_set(user, EDIT) as changes:
        changes.save(row, **options)
    return changes.stored


def test_rows_of_every_platform_are_changed(sides, talent):
    for one in sides:
        for model, name, value in (
            (Person, "orcid", "0000-0002-1825-0097" if one is sides[0] else "0000-0001-5109-3700"),
            (Engagement, "role", "研究员"),
            (SiteMonths, "months", 7),
            (TalentAward, "document_no", "示范〔2024〕1号"),
        ):
            row = one.rows[model]
            setattr(row, name, value)
            save(talent, row)
            row.refresh_from_db()
            assert getattr(row, name) == value
            assert row.kept_by is None


def test_new_people_are_engaged_anywhere(sides, talent):
    person = Person(code="R9", name="李四", degree="doctor")
    save(talent, person)
    save(talent, Engagement(person=person, platform=sides[1].rows[Platform], started_on=date(2024, 5, 1)))
    save(talent, TalentAward(person=person, programme="示范计划", level="city", year=2024, category="other"))
    assert Engagement.objects.get(person=person).recorded_by == talent


@pytest.mark.parametrize("key", sorted(set(REGISTERS) - PEOPLE))
def test_no_other_register_is_written(key, sides, talent, client_of):
    """Neither by a form nor by an import nor by the rules beneath them; the reason names the right."""
    model = REGISTERS[key].model
    row = model.objects.first()
    row.source = "人才办改"
    with translation.override("en"), pytest.raises(PermissionDenied, match="change the platform register"):
        save(talent, row)
    client = client_of(talent)
    for address in ("new/", f"{row.pk}/edit/", f"{row.pk}/withdraw/", "import/", "paste/", "bulk/"):
        assert client.get(f"/registers/{key}/{address}").status_code == 403, address
    page = client.get(f"/registers/{key}/{row.pk}/")
    assert page.status_code == 200
    assert page.context["why_not"]


@pytest.mark.parametrize("key", sorted(PEOPLE))
def test_the_pages_of_people_are_open(key, sides, talent, client_of):
    row = REGISTERS[key].model.objects.last()
    client = client_of(talent)
    for address in ("", "new/", f"{row.pk}/edit/", f"{row.pk}/withdraw/", "import/", "paste/", "bulk/"):
        assert client.get(f"/registers/{key}/{address}").status_code == 200, address
    assert client.get(f"/registers/{key}/{row.pk}/").context["why_not"] == ""
    assert client.get(f"/registers/{key}/{row.pk}/merge/").status_code == (200 if key == "persons" else 404)


def test_names_are_shown_to_who_keeps_them(sides, talent, client_of):
    person = sides[0].rows[Person]
    assert person.name in client_of(talent).get(f"/registers/persons/{person.pk}/").content.decode()
    assert person.name not in client_of("congress").get(f"/registers/persons/{person.pk}/").content.decode()


def test_own_sets_are_undone_and_those_of_others_not(sides, talent, officer):
    person = sides[0].rows[Person]
    person.degree = "master"
    own = save(talent, person)
    undo(talent, own, "误改")
    person.refresh_from_db()
    assert person.degree == "doctor"
    event = sides[0].rows[Event]
    event.title = "改"
    other = save(officer, event)
    with pytest.raises(PermissionDenied):
        undo(talent, other, "试")


def test_with_another_role_each_right_keeps_its_reach(sides, user_with):
    """A clerk who also works for the talent office changes people everywhere, the rest at the own platform only."""
    user = user_with("platform_clerk", "talent_officer", unit=sides[0].unit, username="both")
    foreign = sides[1].rows[Person]
    foreign.degree = "master"
    save(user, foreign)
    own, other = (one.rows[Event] for one in sides)
    own.title = other.title = "改"
    save(user, own)
    with pytest.raises(PermissionDenied):
        save(user, other)
    with pytest.raises(PermissionDenied):
        save(user, Event(platform=sides[1].rows[Platform], title="别人的", on=date(2024, 1, 1)))
    former = sides[0].rows[FormerClass]
    former.level = "provincial"
    with pytest.raises(PermissionDenied):
        save(user, former)


def test_pasted_rows_of_any_platform_are_written_and_undone(sides, talent):
    """Changed and new rows of two platforms in one paste; the office is not asked for an own platform."""
    for one in sides:
        Engagement.objects.filter(pk=one.rows[Engagement].pk).update(role="")
    lines = ["person\tplatform\trole\tstarted_on"]
    lines += [f"R{n}\tP0{n}\t研究员\t2023-05-01" for n in (1, 2)]
    lines += ["R1\tP02\t顾问\t2024-01-01"]
    kept = services.plan_paste(talent, REGISTER_IMPORTER, "engagements", "\n".join(lines), {})
    assert [line["state"] for line in kept.lines] == ["changed", "changed", "new"], kept.lines
    applied, _written = services.apply(talent, kept.pk, reason="年度核对", confirmed=True)
    made = ChangeSet.objects.get(pk=applied.outcome["change_set"])
    assert sorted(Engagement.objects.values_list("role", flat=True)) == ["研究员", "研究员", "顾问"]
    undo(talent, made, "重来")
    assert sorted(Engagement.objects.current().values_list("role", flat=True)) == ["", ""]
    with pytest.raises(PermissionDenied):
        services.plan_paste(talent, REGISTER_IMPORTER, "patents", "201710601862.3", {})
