"""What lines would do: properties with hypothesis, joins, duplicates, rights, units of amounts."""

import random
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import examples

from keqiao.web.accounts.models import Unit
from keqiao.web.imports import services
from keqiao.web.registry.changes import undo
from keqiao.web.registry.changes.state import state_of
from keqiao.web.registry.identifiers import patent_check_digit
from keqiao.web.registry.importing import books
from keqiao.web.registry.importing.columns import named
from keqiao.web.registry.importing.importer import REGISTER_IMPORTER
from keqiao.web.registry.importing.planning import plan
from keqiao.web.registry.importing.reading import ImportLine
from keqiao.web.registry.models import (
    ChangeSet,
    Firm,
    Organisation,
    OrganisationAlias,
    Park,
    Patent,
    PatentOwner,
    Person,
    Platform,
    Qualification,
    TechContract,
)
from keqiao.web.registry.registers import REGISTERS

QUICK = settings(
    max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
TEXT = st.text("甲乙丙ab 12（）、,\"'=+-", max_size=12).map(
    # A cell of signs alone, such as "=" or "-", says to a workbook that there is nothing or a formula.
    lambda text: " ".join(text.split()) if any(letter.isalnum() for letter in text) else ""
)
DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31))


def number(serial):
    digits = f"20191{serial:07d}"
    return f"{digits}.{patent_check_digit(digits)}"


@pytest.fixture
def platforms(unit):
    other = Unit.objects.create(code="P02", name="乙", kind="platform")
    made = [
        Platform.objects.create(
            organisation=Organisation.objects.create(name=f"示范研究院{code}"),
            code=code,
            short_name=f"院{code}",
            type="rd",
            settled_on=date(2019, 1, 1),
            valid_from=date(2019, 1, 1),
            unit=of,
        )
        for code, of in (("P01", unit), ("P02", other))
    ]
    OrganisationAlias.objects.create(organisation=made[1].organisation, name="储能院")
    return made


def one(user, key, common=None, large=None, **cells):
    return plan(user, REGISTERS[key], [ImportLine(2, cells)], common, large)[0]


def exported(user, key):
    """The workbook of a register's rows."""
    rows = list(REGISTERS[key].model.objects.current().order_by("pk"))
    return books.template(user, REGISTERS[key], rows)


@QUICK
@given(rows=st.lists(st.tuples(TEXT, DAYS, st.sampled_from(["national", "city"]), TEXT), max_size=6))
def test_what_was_exported_comes_back_as_nothing_new(officer, platforms, rows):
    Qualification.objects.all().delete()
    for name, day, level, note in rows:
        Qualification.objects.create(
            platform=random.choice(platforms),
            name=name or "名",
            kind="key_lab",
            level=level,
            granted_on=day,
            issuer=note,
            points=Decimal("1.50"),
        )
    for register in ("qualifications", "platforms", "organisations", "aliases"):
        count = REGISTERS[register].model.objects.current().count()
        if count:
            kept = services.plan_file(
                officer, REGISTER_IMPORTER, register, "a.xlsx", exported(officer, register)
            )
            assert [line["state"] for line in kept.lines] == ["same"] * count, kept.lines


@QUICK
@given(
    amounts=st.lists(st.decimals(0, 10**9, places=2), min_size=1, max_size=5),
    serials=st.lists(st.integers(0, 9_999_999), min_size=1, max_size=5, unique=True),
)
def test_import_then_undo_leaves_every_row_as_it_was(officer, platforms, amounts, serials):
    buyer = platforms[0].organisation
    first = TechContract.objects.create(
        registration_no=f"H{serials[0]}",
        kind="service",
        buyer=buyer,
        platform=platforms[0],
        amount=Decimal("100"),
        tech_amount=Decimal("0"),
        signed_on=date(2024, 1, 1),
    )
    before = {row.pk: state_of(row) for row in TechContract.objects.current()}
    head = "登记编号\t类别\t买方\t平台\t合同额\t技术交易额\t签订日期"
    names = ["registration_no", "kind", "buyer", "platform", "amount", "tech_amount", "signed_on"]
    head = "\t".join(names)
    lines = [
        f"H{serial}\t技术服务\t示范研究院P01\tP01\t{amounts[at % len(amounts)]}\t0\t2024年1月2日"
        for at, serial in enumerate(serials)
    ]
    kept = services.plan_paste(
        officer, REGISTER_IMPORTER, "contracts", "\n".join([head, *lines]).replace("技术服务", "service"), {}
    )
    assert {line["state"] for line in kept.lines} <= {"new", "changed"}, kept.lines
    applied, _written = services.apply(officer, kept.pk, confirmed=True)
    undo(officer, ChangeSet.objects.get(pk=applied.outcome["change_set"]), "试")
    assert {row.pk: state_of(row) for row in TechContract.objects.current()} == before
    TechContract.objects.filter(pk=first.pk).delete()
    TechContract.objects.all().delete()


def test_an_existing_patent_gets_an_additional_owner_and_is_not_doubled(user_with, unit, platforms):
    clerk = user_with("platform_clerk", unit=unit)
    patent = Patent.objects.create(application_no=number(1), kind="invention", title="他人的")
    PatentOwner.objects.create(patent=patent, platform=platforms[1])
    lines = plan(clerk, REGISTERS["patents"], [ImportLine(1, {"application_no": number(1), "title": "我的"})])
    assert (lines[0].state, lines[0].owner, lines[0].after) == ("joined", platforms[0].pk, {})
    kept = services.plan_paste(clerk, REGISTER_IMPORTER, "patents", number(1), {})
    services.apply(clerk, kept.pk)
    assert Patent.objects.count() == 1 and patent.owners.count() == 2
    again = services.plan_paste(clerk, REGISTER_IMPORTER, "patents", f"{number(1)}\n{number(1)}", {})
    assert [line["state"] for line in again.lines] == ["same", "duplicate"]


def test_lines_of_one_new_patent_for_two_platforms_are_joined(officer, platforms):
    text = f"申请号\t平台\n{number(1)}\tP01\nZL{number(1)}\t储能院\n{number(1)}\t院P01\n"
    kept = services.plan_paste(officer, REGISTER_IMPORTER, "patents", text, {})
    assert [line["state"] for line in kept.lines] == ["new", "joined", "duplicate"]
    services.apply(officer, kept.pk)
    assert Patent.objects.get().owners.count() == 2


def test_a_wrong_check_digit_names_the_right_one(officer, platforms):
    right = number(7)
    line = one(officer, "patents", {"owner_platform": "P01"}, application_no=right[:-1] + "X")
    assert line.state == "error" and right[-1] in line.errors["application_no"]


def test_references_that_are_unknown_or_ambiguous_are_told(officer, platforms):
    for _ in range(2):
        Organisation.objects.create(name="同名")
    cells = {
        "platform": "没有",
        "kind": "service",
        "registration_no": "1",
        "amount": "1",
        "signed_on": "20240101",
    }
    line = one(officer, "contracts", buyer="同名", **cells)
    assert "没有" in line.errors["platform"] and "#" in line.errors["buyer"]


def test_a_clerk_records_only_for_the_own_platform(user_with, unit, platforms):
    clerk = user_with("platform_clerk", unit=unit)
    cells = {"name": "实验室", "kind": "key_lab", "level": "city", "granted_on": "2024-01-01"}
    assert one(clerk, "qualifications", platform="P01", **cells).state == "new"
    assert "platform" in one(clerk, "qualifications", platform="P02", **cells).errors
    assert "points" in one(clerk, "qualifications", platform="P01", points="3", **cells).errors


def test_amounts_in_ten_thousands_and_a_jump_that_must_be_confirmed(officer, platforms):
    contract = TechContract.objects.create(
        registration_no="H1",
        kind="service",
        buyer=platforms[0].organisation,
        platform=platforms[0],
        amount=Decimal(1_250_000),
        tech_amount=Decimal(0),
        signed_on=date(2024, 1, 1),
    )
    assert one(officer, "contracts", None, ["amount"], registration_no="H1", amount="125").state == "same"
    kept = services.plan_paste(
        officer, REGISTER_IMPORTER, "contracts", "registration_no\tamount\nH1\t125", {}
    )
    assert kept.lines[0]["warnings"]
    with pytest.raises(services.ValidationError):
        services.apply(officer, kept.pk)
    services.apply(officer, kept.pk, confirmed=True)
    contract.refresh_from_db()
    assert contract.amount == Decimal(125)


def test_a_withdrawn_firm_is_restored(officer, platforms):
    from keqiao.web.registry.changes import change_set

    firm = Firm.objects.create(organisation=platforms[0].organisation)
    with change_set(officer, "edit") as changes:
        changes.withdraw(firm, "误")
    kept = services.plan_paste(
        officer, REGISTER_IMPORTER, "firms", "organisation\tlocal\n示范研究院P01\t是", {}
    )
    assert kept.lines[0]["state"] == "restored"
    services.apply(officer, kept.pk)
    firm.refresh_from_db()
    assert firm.withdrawn_at is None


def test_what_changed_since_is_planned_again_and_nothing_written(officer, platforms):
    kept = services.plan_paste(officer, REGISTER_IMPORTER, "parks", "code\tname\na\t甲", {})
    Park.objects.create(code="a", name="乙")
    with pytest.raises(services.PlannedAnew):
        services.apply(officer, kept.pk)
    kept.refresh_from_db()
    assert kept.lines[0]["state"] == "changed" and Park.objects.get().name == "乙"


def test_nothing_is_half_written_when_a_line_fails(officer, platforms, monkeypatch):
    Park.objects.create(code="a", name="甲")
    kept = services.plan_paste(officer, REGISTER_IMPORTER, "parks", "code\tname\nb\t乙\na\t丙", {})
    from keqiao.web.registry.changes.recording import Changes

    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(Changes, "save_all", killed)
    with pytest.raises(KeyboardInterrupt):
        services.apply(officer, kept.pk)
    kept.refresh_from_db()
    assert list(Park.objects.values_list("code", "name")) == [("a", "甲")] and kept.state == "planned"


def test_names_of_persons_find_only_for_who_keeps_them(user_with, unit, platforms):
    Person.objects.create(code="X1", name="张三")
    clerk = user_with("platform_clerk", unit=unit)
    line = one(clerk, "engagements", person="张三", platform="P01", mode="full", started_on="2024-01-01")
    assert "person" in line.errors


def test_many_lines_need_no_query_each(officer, platforms, django_assert_max_num_queries):
    lines = [ImportLine(n, {"application_no": number(n), "owner_platform": "P01"}) for n in range(1, 1201)]
    with django_assert_max_num_queries(25):
        planned = plan(officer, REGISTERS["patents"], lines, {"granted_on": "2024-05-01"})
    assert {line.state for line in planned} == {"new"}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2010.1", "2010-01-01"),
        ("2011年2月", "2011-02-01"),
        ("2012年", "2012-01-01"),
        ("40971", "2012-03-03"),
        ("201202", "2012-02-01"),
        ("24-3-5", "2024-03-05"),
        ("98年3月5日", "1998-03-05"),
    ],
)
def test_days_of_practice_are_read_with_one_question(roles, officer, text, day):
    given = [ImportLine(1, {"name": "示范单位", "registered_on": text})]
    (line,) = plan(officer, REGISTERS["organisations"], given)
    assert line.after["registered_on"] == day and day in line.warnings[0]


def test_days_of_other_calendars_or_without_a_year_are_refused(roles, officer):
    texts = ["民国113年3月5日", "甲辰年正月初五", "24-13-5", "农历三月初五", "3月5日"]
    given = [
        ImportLine(at, {"name": f"示范单位{at}", "registered_on": text}) for at, text in enumerate(texts, 1)
    ]
    planned = plan(officer, REGISTERS["organisations"], given)
    assert [line.state for line in planned] == ["error"] * len(texts)
    assert all(text in line.errors["registered_on"] for line, text in zip(planned, texts, strict=True))


def test_headings_are_known_by_what_they_mean():
    wanted = {
        "企业名称": "name",
        "成立时间": "registered_on",
        "统一社会信用代码": "usci",
        "注册日期": "registered_on",
    }
    assert {text: named(REGISTERS["organisations"], text) for text in wanted} == wanted
    assert named(REGISTERS["firms"], "企业名称") == "organisation"
    assert named(REGISTERS["contracts"], "签订时间") == "signed_on"
