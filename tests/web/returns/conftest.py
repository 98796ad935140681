"""A small bureau and two platforms, each with its own people, and a yearly collection open for both."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from tests.golden import golden

from keqiao.web.accounts.models import Role, Unit, User
from keqiao.web.facts.services import load_measures
from keqiao.web.registry.models import Organisation, Platform, Region
from keqiao.web.returns.models import Collection, Return
from keqiao.web.returns.services import filling, review, submission
from keqiao.web.returns.services.collections import RequestedMeasure, open_collection, prepare
from keqiao.web.returns.services.filling import CellEntry

ASKED = (
    RequestedMeasure("market_income"),
    RequestedMeasure("total_expenditure"),
    RequestedMeasure("rd_expenditure", required=False),
    RequestedMeasure("rd_headcount"),
)
"""Two figures that must be given, one that may, one that the registers give."""
VALUES = {
    "market_income": CellEntry(Decimal("1200000.50")),
    "total_expenditure": CellEntry(Decimal(3_000_000)),
}
"""What a clerk writes: the figures that must be given."""


def platform_of(number: int) -> Platform:
    code = f"P0{number}"
    unit, _ = Unit.objects.get_or_create(code=code, defaults={"name": f"单位{number}", "kind": "platform"})
    organisation = Organisation.objects.create(name=f"示范平台{number}号", division="320481")
    return Platform.objects.create(
        organisation=organisation,
        code=code,
        short_name=f"平台{number}",
        type="rd",
        settled_on=date(2020, 1, 1),
        operating_since=date(2020, 1, 1),
        valid_from=date(2020, 1, 1),
        unit=unit,
    )


def person(roles, name: str, role: str, unit: Unit | None = None) -> User:
    user = User.objects.create_user(name, password="a long enough secret 7", unit=unit)
    user.roles.add(Role.objects.get(code=role))
    return User.objects.get(pk=user.pk)


def people_of(roles) -> SimpleNamespace:
    """People: three officers, a clerk and a director of each platform, an auditor, a member of congress."""
    load_measures()
    Region.objects.create(name="示范市", division_code="320481", demonstration=True)
    first, second = platform_of(1), platform_of(2)
    people = {
        f"officer_{number}": person(roles, f"officer_{number}", "bureau_officer") for number in (1, 2, 3)
    }
    for number, platform in ((1, first), (2, second)):
        people[f"clerk_{number}"] = person(roles, f"clerk_{number}", "platform_clerk", platform.unit)
        people[f"director_{number}"] = person(roles, f"director_{number}", "platform_director", platform.unit)
    for name in ("auditor", "congress"):
        people[name] = person(roles, name, name)
    return SimpleNamespace(P01=first, P02=second, **people)


@golden
def bureau(roles):
    """Two platforms, their people and the bureau's."""
    return people_of(roles)


def collection_of(bureau, asked=ASKED, platforms=None, period="2023", **fields) -> Collection:
    """A collection that is open, by officer_1."""
    collection = Collection(
        **{
            "title": "2023年度绩效评价填报",
            "period": period,
            "form_number": "科评1表",
            "issuer": "示范市科技局",
            "due_on": date(2024, 3, 31),
        }
        | fields
    )
    prepare(bureau.officer_1, collection, asked, platforms or [bureau.P01, bureau.P02])
    return open_collection(bureau.officer_1, collection.pk)


@golden
def opened(bureau):
    """The bureau with an open collection: ``form`` is the form of P01, ``other`` that of P02."""
    bureau.collection = collection_of(bureau)
    bureau.form = bureau.collection.returns.get(platform=bureau.P01)
    bureau.other = bureau.collection.returns.get(platform=bureau.P02)
    return bureau


def fresh(form):
    return Return.objects.get(pk=form.pk)


def cell(form, code):
    return form.cells.get(item__measure__code=code)


def handed_in(world, form=None, clerk=None):
    form, clerk = form or world.form, clerk or world.clerk_1
    filling.save_cells(clerk, form.pk, VALUES)
    submission.submit(clerk, form.pk, "王院长")
    return form


def passed(world):
    form = handed_in(world)
    review.begin(world.officer_1, form.pk)
    review.pass_cells(world.officer_1, form.pk)
    review.pass_first(world.officer_1, form.pk)
    review.pass_cells(world.officer_2, form.pk)
    review.pass_second(world.officer_2, form.pk)
    return form
