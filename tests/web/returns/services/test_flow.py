"""The way of a form from the opening to facts, each step by the right person, every refusal with its reason."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils import translation
from tests.web.facts_of_two import record_fact

from keqiao.web.audit.models import Entry
from keqiao.web.facts.models import Fact
from keqiao.web.facts.source_pages import source_pages
from keqiao.web.notices.models import Notice
from keqiao.web.procedures.refusals import ChangedMeanwhile
from keqiao.web.returns.models import Cell, Collection, Return, Step
from keqiao.web.returns.procedure import status
from keqiao.web.returns.services import filling, locking, review, submission
from keqiao.web.returns.services.collections import (
    RequestedMeasure,
    close_collection,
    extend,
    open_collection,
    prepare,
)
from keqiao.web.returns.services.filling import CellEntry
from keqiao.web.returns.uploading.books import form_workbook

from ..conftest import VALUES, cell, collection_of, fresh, handed_in, passed

pytestmark = pytest.mark.application_role


def test_a_figure_becomes_a_fact_only_when_the_form_is_locked(opened):
    form = passed(opened)
    assert not Fact.objects.exists()
    locking.lock(opened.officer_3, form.pk)
    facts = {fact.measure.code: fact for fact in Fact.objects.select_related("measure")}
    assert {code: fact.value for code, fact in facts.items()} == {
        "market_income": Decimal("1200000.50"),
        "total_expenditure": Decimal(3_000_000),
    }
    assert facts["market_income"].period == "2023"
    assert facts["market_income"].platform == opened.P01
    assert cell(form, "market_income").fact == facts["market_income"]
    assert fresh(form).state == Return.State.LOCKED
    assert "2023年度绩效评价填报" in facts["market_income"].source_text
    assert {(one.recorded_by, one.confirmed_by) for one in facts.values()} == {
        (opened.clerk_1, opened.officer_2)
    }


def test_every_step_is_kept_and_written_into_the_log(opened):
    form = passed(opened)
    locking.lock(opened.officer_3, form.pk)
    actions = ["fill", "submit", "begin", "pass_cell", "pass_first", "pass_cell", "pass_second", "lock"]
    assert list(dict.fromkeys(Step.objects.values_list("action", flat=True))) == list(dict.fromkeys(actions))
    written = list(
        Entry.objects.filter(action__startswith="returns.").order_by("pk").values_list("action", flat=True)
    )
    assert written == ["returns.prepare", "returns.open", *(f"returns.{one}" for one in actions)]
    first = Step.objects.filter(action="fill", cell__item__measure__code="market_income").get()
    assert first.before["value"] is None
    assert Decimal(first.after["value"]) == Decimal("1200000.50")
    assert first.by == opened.clerk_1


def test_a_locked_form_says_why_it_is_locked_and_by_whom(opened):
    form = passed(opened)
    locking.lock(opened.officer_3, form.pk)
    with pytest.raises(PermissionDenied) as refused:
        filling.save_cells(opened.clerk_1, form.pk, {"market_income": CellEntry(Decimal(1))})
    assert "officer_3" in str(refused.value)
    assert str(refused.value) == status(fresh(form))
    assert cell(form, "market_income").value == Decimal("1200000.50")


def test_cells_go_back_with_their_reason_and_the_rest_stays_passed(opened):
    form = handed_in(opened)
    review.begin(opened.officer_1, form.pk)
    review.doubt_cells(opened.officer_1, form.pk, {"market_income": "与审计报告不符"})
    review.pass_cells(opened.officer_1, form.pk)
    with pytest.raises(ValidationError):
        review.pass_first(opened.officer_1, form.pk)
    review.send_back(opened.officer_1, form.pk)
    assert cell(form, "market_income").reason == "与审计报告不符"
    with pytest.raises(ValidationError) as refused:
        filling.save_cells(opened.clerk_1, form.pk, {"total_expenditure": CellEntry(Decimal(1))})
    assert "total_expenditure" in refused.value.message_dict
    with pytest.raises(ValidationError):
        submission.submit(opened.clerk_1, form.pk, "王院长")  # nothing was changed yet
    filling.save_cells(opened.clerk_1, form.pk, {"market_income": CellEntry(Decimal(1_100_000))})
    second = submission.submit(opened.clerk_1, form.pk, "王院长")
    first = form.submissions.get(number=1)
    changed = {code for code in second.values if second.values[code] != first.values[code]}
    assert changed == {"market_income"}
    assert cell(form, "total_expenditure").state == Cell.State.PASSED_FIRST
    assert Notice.objects.filter(recipient=opened.clerk_1, kind="returns.sent_back").count() == 1


def test_a_figure_that_is_right_is_answered_in_its_note(opened):
    form = handed_in(opened)
    review.begin(opened.officer_1, form.pk)
    review.doubt_cells(opened.officer_1, form.pk, {"market_income": "偏高", "rd_headcount": "?"})
    review.send_back(opened.officer_1, form.pk)
    same = CellEntry(VALUES["market_income"].value, comment="含一次性技术转让收入")
    filling.save_cells(
        opened.clerk_1, form.pk, {"market_income": same, "rd_headcount": CellEntry(comment="名册已核对")}
    )
    submission.submit(opened.clerk_1, form.pk, "王院长")
    assert fresh(form).state == Return.State.SUBMITTED


def test_two_reviews_are_made_by_two_people(opened):
    form = handed_in(opened)
    review.begin(opened.officer_1, form.pk)
    review.pass_cells(opened.officer_1, form.pk)
    review.pass_first(opened.officer_1, form.pk)
    with pytest.raises(PermissionDenied):
        review.pass_cells(opened.officer_1, form.pk)
    with pytest.raises(PermissionDenied):
        review.pass_second(opened.officer_1, form.pk)
    review.pass_cells(opened.officer_2, form.pk)
    review.pass_second(opened.officer_2, form.pk)


def test_who_filled_in_for_a_platform_does_not_review_it(opened):
    filling.save_cells(opened.officer_1, opened.form.pk, VALUES)
    submission.submit(opened.officer_1, opened.form.pk, "王院长")
    with pytest.raises(PermissionDenied):
        review.begin(opened.officer_1, opened.form.pk)
    review.begin(opened.officer_2, opened.form.pk)


def test_a_reviewer_is_replaced(opened):
    form = handed_in(opened)
    review.begin(opened.officer_1, form.pk)
    with pytest.raises(PermissionDenied):
        review.pass_cells(opened.officer_2, form.pk)
    with pytest.raises(ValidationError):
        review.reassign(opened.officer_3, form.pk, opened.clerk_1)
    review.reassign(opened.officer_3, form.pk, opened.officer_2, "出差")
    review.pass_cells(opened.officer_2, form.pk)


def test_a_verified_value_stands_beside_the_reported_one(opened):
    form = handed_in(opened)
    review.begin(opened.officer_1, form.pk)
    with pytest.raises(ValidationError):
        review.verify(opened.officer_1, form.pk, "market_income", Decimal(1_000_000), " ")
    review.verify(opened.officer_1, form.pk, "market_income", Decimal(1_000_000), "剔除关联交易")
    review.pass_cells(opened.officer_1, form.pk)
    review.pass_first(opened.officer_1, form.pk)
    review.pass_cells(opened.officer_2, form.pk)
    review.pass_second(opened.officer_2, form.pk)
    locking.lock(opened.officer_3, form.pk)
    values = dict(Fact.objects.filter(measure__code="market_income").values_list("basis", "value"))
    assert values == {"reported": Decimal("1200000.50"), "verified": Decimal(1_000_000)}
    with translation.override("zh-hans"):
        book = openpyxl.load_workbook(io.BytesIO(form_workbook(opened.clerk_1, fresh(form))))
    rows = [[one.value for one in row] for row in book.worksheets[0].iter_rows()]
    head = next(row for row in rows if "核定值" in row)
    line = next(row for row in rows if row[0] == "market_income")
    assert (line[head.index("填报值")], line[head.index("核定值")]) == (120.00005, 100)


def test_unlocking_makes_a_new_version_and_corrections_supersede(opened):
    form = passed(opened)
    locking.lock(opened.officer_3, form.pk)
    with pytest.raises(PermissionDenied):
        locking.grant_unlock(opened.officer_3, form.pk)
    locking.ask_unlock(opened.clerk_1, form.pk, "漏计一笔")
    with pytest.raises(PermissionDenied):
        locking.ask_unlock(opened.director_1, form.pk, "又一次")
    locking.grant_unlock(opened.officer_3, form.pk)
    assert (fresh(form).version, fresh(form).state) == (2, Return.State.DRAFT)
    filling.save_cells(opened.clerk_1, form.pk, {"market_income": CellEntry(Decimal(1_300_000))})
    submission.submit(opened.clerk_1, form.pk, "王院长")
    review.begin(opened.officer_1, form.pk)
    review.pass_cells(opened.officer_1, form.pk)
    review.pass_first(opened.officer_1, form.pk)
    review.pass_cells(opened.officer_2, form.pk)
    review.pass_second(opened.officer_2, form.pk)
    locking.lock(opened.officer_3, form.pk)
    facts = Fact.objects.filter(measure__code="market_income")
    assert facts.count() == 2
    assert facts.get(superseded_by=None).value == 1_300_000
    assert Fact.objects.filter(measure__code="total_expenditure").count() == 1  # it had not changed


def test_a_figure_leads_to_its_form_with_who_handed_it_in_and_who_signed(opened):
    form = passed(opened)
    locking.lock(opened.officer_3, form.pk)
    facts = list(Fact.objects.all())
    pages = source_pages(opened.officer_1, facts)
    assert {page.url for page in pages.values()} == {form.get_absolute_url()} and len(pages) == len(facts)
    signed = fresh(form).submissions.get().signed_by
    assert all(str(opened.clerk_1) in page.people and signed in page.people for page in pages.values())
    assert source_pages(opened.clerk_2, facts) == {}


def test_a_refused_request_says_why_and_leaves_the_lock(opened):
    form = passed(opened)
    locking.lock(opened.officer_3, form.pk)
    locking.ask_unlock(opened.clerk_1, form.pk, "漏计一笔")
    locking.refuse_unlock(opened.officer_2, form.pk, "已进入评价")
    assert fresh(form).state == Return.State.LOCKED
    assert form.unlock_requests.get().decision_reason == "已进入评价"


def test_nobody_sees_or_touches_another_units_form(opened):
    for stranger in (opened.clerk_2, opened.director_2, opened.congress):
        assert opened.form not in Return.objects.visible_to(stranger)
        with pytest.raises(Http404):
            filling.save_cells(stranger, opened.form.pk, VALUES)
    with pytest.raises(PermissionDenied):
        filling.save_cells(opened.auditor, opened.form.pk, VALUES)
    assert list(Collection.objects.visible_to(opened.congress)) == []


def test_two_people_do_not_overwrite_each_other(opened):
    since = cell(opened.form, "market_income").edition
    filling.save_cells(opened.clerk_1, opened.form.pk, {"market_income": CellEntry(Decimal(1), since=since)})
    with pytest.raises(ChangedMeanwhile) as clash:
        filling.save_cells(
            opened.director_1,
            opened.form.pk,
            {
                "market_income": CellEntry(Decimal(2), since=since),
                "total_expenditure": CellEntry(Decimal(5), since=1),
            },
        )
    assert [one.item.measure.code for one in clash.value.cells] == ["market_income"]
    assert "clerk_1" in clash.value.messages[0]
    assert cell(opened.form, "market_income").value == 1
    assert cell(opened.form, "total_expenditure").value is None  # all or none


def test_figures_reported_before_are_not_asked_again(bureau):
    record_fact(bureau.clerk_1, "market_income", bureau.P01, "2023", Decimal(7_000_000))
    form = collection_of(bureau).returns.get(platform=bureau.P01)
    known = cell(form, "market_income")
    assert (known.origin, known.value, known.state) == ("known", 7_000_000, Cell.State.PASSED)
    with pytest.raises(ValidationError):
        filling.save_cells(bureau.clerk_1, form.pk, {"market_income": CellEntry(Decimal(8_000_000))})
    filling.report_anew(bureau.clerk_1, form.pk, "market_income", "季度合计有误")
    filling.save_cells(bureau.clerk_1, form.pk, {"market_income": CellEntry(Decimal(8_000_000))})
    assert cell(form, "market_income").state == Cell.State.OPEN


def test_figures_of_the_registers_are_never_typed(opened):
    derived = cell(opened.form, "rd_headcount")
    assert (derived.origin, derived.value) == ("derived", 0)
    with pytest.raises(ValidationError) as refused:
        filling.save_cells(opened.clerk_1, opened.form.pk, {"rd_headcount": CellEntry(Decimal(9))})
    assert "rd_headcount" in refused.value.message_dict


def test_what_is_missing_is_said_at_once(opened):
    with pytest.raises(ValidationError) as refused:
        submission.submit(opened.clerk_1, opened.form.pk, "王院长")
    assert len(refused.value.messages) == 2
    with pytest.raises(ValidationError):
        submission.submit(opened.clerk_1, opened.form.pk, " ")
    filling.save_cells(
        opened.clerk_1, opened.form.pk, VALUES | {"market_income": CellEntry(not_applicable=True)}
    )
    with pytest.raises(ValidationError):  # why does it not apply?
        submission.submit(opened.clerk_1, opened.form.pk, "王院长")


def test_late_days_are_counted(opened):
    handed_in(opened)
    assert fresh(opened.form).late_days > 0
    extend(opened.officer_1, opened.other.pk, date.today(), "平台搬迁")
    handed_in(opened, opened.other, opened.clerk_2)
    assert fresh(opened.other).late_days == 0


def test_clean_forms_pass_together_and_the_others_say_why(opened):
    first, second = handed_in(opened), handed_in(opened, opened.other, opened.clerk_2)
    review.begin(opened.officer_1, second.pk)
    review.doubt_cells(opened.officer_1, second.pk, {"market_income": "?"})
    left = review.pass_clean(opened.officer_1, [first.pk, second.pk, 10**9])
    assert set(left) == {second.pk, 10**9}
    assert fresh(first).state == Return.State.SECOND_REVIEW
    assert review.pass_clean(opened.officer_2, [first.pk]) == {}
    assert locking.lock_all(opened.officer_3, [first.pk, second.pk]).keys() == {second.pk}


def test_a_hand_in_is_taken_back_until_the_review_begins(opened):
    form = handed_in(opened)
    submission.recall(opened.clerk_1, form.pk)
    assert fresh(form).state == Return.State.DRAFT
    submission.submit(opened.clerk_1, form.pk, "王院长")
    review.begin(opened.officer_1, form.pk)
    with pytest.raises(PermissionDenied):
        submission.recall(opened.clerk_1, form.pk)


def test_a_closed_collection_takes_nothing_more(opened):
    close_collection(opened.officer_1, opened.collection.pk)
    with pytest.raises(PermissionDenied):
        filling.save_cells(opened.clerk_1, opened.form.pk, VALUES)


def test_an_open_collection_does_not_change_any_more(opened):
    with pytest.raises(PermissionDenied):
        prepare(opened.officer_1, opened.collection, [RequestedMeasure("market_income")], [opened.P01])
    with pytest.raises(PermissionDenied):
        open_collection(opened.officer_1, opened.collection.pk)


@pytest.mark.parametrize(
    "fields",
    [
        {"period": "2024-10-31"},
        {"period": "二〇二三"},
        {"period": "2999"},
        {"due_on": date(2022, 1, 1)},
        {"valid_until": date(2023, 1, 1)},
        {"reminder_days": ["x"]},
        {"reminder_days": [10**6]},
        {"title": ""},
    ],
)
def test_a_collection_that_makes_no_sense_is_refused(bureau, fields):
    with pytest.raises(ValidationError) as refused:
        collection_of(bureau, **fields)
    assert set(refused.value.message_dict) == set(fields)
    assert not Collection.objects.exists()
