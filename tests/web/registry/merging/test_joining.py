"""A merge keeps every row somewhere, and undo brings back exactly what was there."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.web.registry.city import reference, side

from keqiao.web.registry.changes import undo
from keqiao.web.registry.changes.state import records, state_of
from keqiao.web.registry.merging.mergers import differing, merge, preview
from keqiao.web.registry.models import Firm, FirmReport, Organisation, OrganisationAlias, Person, TechContract
from keqiao.web.registry.registers import REGISTERS
from keqiao.web.registry.search import Sought, rows_found


@pytest.fixture
def city(db):
    common = reference()
    return side(0, common), side(1, common)


def dump():
    return {(model.__name__, row.pk): state_of(row) for model in records() for row in model.objects.current()}


def firms(city):
    return [one.rows[Firm].organisation for one in city]


def test_undo_brings_back_what_was_there(city, officer):
    kept, other = firms(city)
    before = dump()
    done = merge(officer, kept, other, take=["usci", "name"], reason="同一企业")
    assert dump() != before
    undo(officer, done.stored, "撤销")
    assert dump() == before


def test_rows_move_and_rows_said_twice_stay_once(city, officer):
    kept, other = firms(city)
    seen = preview(officer, kept, other)
    done = merge(officer, kept, other)
    assert done.moved == seen.moved
    assert len(done.collided) == len(seen.collided)
    assert TechContract.objects.current().filter(buyer=kept).count() == 2
    assert Firm.objects.current().count() == 1
    assert FirmReport.objects.current().get().firm.organisation == kept
    alias = OrganisationAlias.objects.current().get(organisation=kept)
    assert alias.name == other.name


def test_looking_first_writes_nothing(city, officer):
    kept, other = firms(city)
    before = dump()
    preview(officer, kept, other)
    assert dump() == before


def test_the_others_row_can_stay(city, officer):
    kept, other = firms(city)
    theirs = city[1].rows[FirmReport]
    FirmReport.objects.filter(pk=theirs.pk).update(revenue=777)
    merge(officer, kept, other, others_stay=[(FirmReport._meta.label, theirs.pk)])
    assert FirmReport.objects.current().get().revenue == 777


def test_the_others_code_may_be_taken(city, officer):
    kept, other = firms(city)
    assert "usci" in {field.name for field in differing(kept, other)}
    merge(officer, kept, other, take=["usci"])
    assert Organisation.objects.get(pk=kept.pk).usci == other.usci


def test_persons_merge_and_come_back(city, officer):
    kept, other = (one.rows[Person] for one in city)
    before = dump()
    done = merge(officer, kept, other)
    assert kept.engagements.current().count() == 2
    undo(officer, done.stored)
    assert dump() == before


def test_a_merged_person_is_found_by_the_names_of_both(city, officer):
    kept, other = (one.rows[Person] for one in city)
    Person.objects.filter(pk=kept.pk).update(name="欧阳示范", other_names="欧阳样")
    Person.objects.filter(pk=other.pk).update(name="阳示范", other_names="欧阳示范、阳样")
    before = dump()
    done = merge(officer, kept, other, reason="同一人")
    assert Person.objects.get(pk=kept.pk).other_names == "欧阳样、阳样、阳示范"
    for words in ("阳样", "阳示范", "oysf", "ysf"):
        found = rows_found(officer, REGISTERS["persons"], Sought(words=words))
        assert [row.pk for row in found] == [kept.pk], words
    undo(officer, done.stored, "不是同一人")
    assert dump() == before


def test_the_name_that_is_not_taken_stays_searchable(city, officer):
    kept, other = (one.rows[Person] for one in city)
    merge(officer, kept, other, take=["name"])
    row = Person.objects.get(pk=kept.pk)
    assert (row.name, row.other_names) == (other.name, kept.name)


def test_other_names_are_held_back_like_the_name(city, officer, client_of):
    kept, other = (one.rows[Person] for one in city)
    merge(officer, kept, other)
    reader = client_of("auditor")
    for address in (f"/registers/persons/{kept.pk}/", "/registers/persons/?column=other_names", "/changes/"):
        assert other.name not in reader.get(address).content.decode()
    assert not rows_found(reader.user, REGISTERS["persons"], Sought(words=other.name))


def test_only_who_may_merge_two_records_of_one_register(city, officer, user_with):
    kept, other = firms(city)
    with pytest.raises(PermissionDenied):
        merge(user_with("platform_clerk", unit=city[0].unit), kept, other)
    for wrong in (kept, city[0].rows[Person]):
        with pytest.raises(ValidationError):
            merge(officer, kept, wrong)
    merge(officer, kept, other)
    with pytest.raises(ValidationError):
        merge(officer, kept, other)
