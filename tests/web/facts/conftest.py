"""A small city by hand: three platforms, so that distinct counting shows."""

from datetime import date
from types import SimpleNamespace

import pytest
from tests.golden import golden

from keqiao.web.accounts.models import Unit
from keqiao.web.facts.services import load_measures
from keqiao.web.registry.models import Cluster, Firm, Organisation, Person, Platform, Region

USCI = {"a": "123204810000000191", "b": "52320481000000019W", "f": "91320481000000019U"}


def organisation(name, **fields):
    return Organisation.objects.create(name=name, **{"division": "320481", **fields})


@golden
def city(db):
    """Region 320481; platforms P01 and P02 since 2020, P03 since 2024; a leading cluster; measures loaded."""
    load_measures()
    region = Region.objects.create(
        name="示范市",
        name_en="Model city",
        division_code="320481",
        demonstration=True,
        default_as_of=date(2024, 10, 31),
    )
    platforms = {}
    for number, since in ((1, date(2020, 1, 1)), (2, date(2020, 6, 1)), (3, date(2024, 1, 1))):
        code = f"P0{number}"
        unit, _ = Unit.objects.get_or_create(
            code=code, defaults={"name": f"单位{number}", "kind": "platform"}
        )
        platforms[code] = Platform.objects.create(
            organisation=organisation(f"示范平台{number}号"),
            code=code,
            short_name=f"平台{number}",
            short_name_en=f"Platform {number}",
            type="rd",
            settled_on=since,
            operating_since=since,
            valid_from=since,
            unit=unit,
        )
    cluster = Cluster.objects.create(code="battery", name="动力电池", kind="first_two")
    return SimpleNamespace(region=region, cluster=cluster, **platforms)


@pytest.fixture
def new_person(db):
    count = iter(range(1, 10_000))

    def make(**fields):
        number = next(count)
        return Person.objects.create(**{"code": f"R{number:04d}", "name": f"人员{number}", **fields})

    return make


@pytest.fixture
def new_firm(db):
    count = iter(range(1, 10_000))

    def make(gone=None, local=True, **fields):
        number = next(count)
        fields = {"status": "deregistered", "deregistered_on": gone} | fields if gone else fields
        return Firm.objects.create(organisation=organisation(f"示范企业{number}", **fields), local=local)

    return make
