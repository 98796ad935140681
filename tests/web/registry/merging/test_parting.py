"""A split moves the chosen rows only, and undo brings back exactly what was there."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.web.registry.city import reference, side

from keqiao.web.registry.changes import undo
from keqiao.web.registry.changes.state import records, state_of
from keqiao.web.registry.merging.splits import split
from keqiao.web.registry.models import Firm, Organisation, OrganisationAlias, TechContract


@pytest.fixture
def city(db):
    common = reference()
    return side(0, common), side(1, common)


def dump():
    return {(model.__name__, row.pk): state_of(row) for model in records() for row in model.objects.current()}


def test_chosen_rows_go_to_the_new_record_and_come_back(city, officer):
    body = city[0].rows[Firm].organisation
    contract = city[0].rows[TechContract]
    alias = OrganisationAlias.objects.create(organisation=body, name="另一企业")
    before = dump()
    new = Organisation(name="另一企业", legal_form="company")
    rows = [(TechContract._meta.label, contract.pk), (OrganisationAlias._meta.label, alias.pk)]
    made = split(officer, body, new, rows, reason="两家企业")
    contract.refresh_from_db()
    assert contract.buyer == new
    assert Firm.objects.get(organisation=body) == city[0].rows[Firm]
    assert not OrganisationAlias.objects.current().filter(pk=alias.pk).exists()
    undo(officer, made)
    assert dump() == before


def test_rows_of_others_are_refused_and_nothing_is_written(city, officer, user_with):
    body = city[0].rows[Firm].organisation
    before = dump()
    theirs = [(TechContract._meta.label, city[1].rows[TechContract].pk)]
    with pytest.raises(ValidationError):
        split(officer, body, Organisation(name="另一企业"), theirs)
    with pytest.raises(PermissionDenied):
        split(user_with("platform_clerk", unit=city[0].unit), body, Organisation(name="另一企业"), [])
    assert dump() == before
