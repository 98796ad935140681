"""The page of a form for its unit: what each role sees, each button; what was typed is never lost."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.facts_of_two import record_fact

from keqiao.web.facts.models import Evidence
from keqiao.web.returns.models import Cell, CheckRule, Explanation, Return
from keqiao.web.returns.services import filling, locking, review, submission
from keqiao.web.returns.services.collections import close_collection
from keqiao.web.returns.services.filling import CellEntry

from ..conftest import VALUES, cell, collection_of, fresh, handed_in, passed
from .conftest import PDF, address, inputs

BUTTONS = ("save", "attach", "detach", "explain", "anew", "submit", "recall", "unlock")


@pytest.fixture
def clerk(opened, client_of):
    return client_of(opened.clerk_1)


def file(name="审计报告.pdf", content=PDF):
    return SimpleUploadedFile(name, content, "application/pdf")


def page(client, form, query=""):
    answer = client.get(address(form) + query)
    assert answer.status_code == 200
    return answer


def test_who_opens_the_form_and_who_does_not(opened, client_of):
    seen = {
        name: client_of(getattr(opened, name)).get(address(opened.form)).status_code
        for name in ("clerk_1", "director_1", "officer_1", "auditor", "clerk_2", "director_2", "congress")
    }
    assert seen == {
        "clerk_1": 200,
        "director_1": 200,
        "officer_1": 200,
        "auditor": 200,
        "clerk_2": 404,
        "director_2": 404,
        "congress": 403,
    }


def test_the_first_opening_by_the_unit_is_kept(opened, client_of):
    page(client_of(opened.officer_1), opened.form)
    assert fresh(opened.form).read_at is None
    page(client_of(opened.clerk_1), opened.form)
    first = fresh(opened.form).read_at
    page(client_of(opened.director_1), opened.form)
    assert first is not None and fresh(opened.form).read_at == first


def test_the_page_says_what_kind_of_form_it_is_and_where_it_stands(opened, clerk):
    text = page(clerk, opened.form).content.decode()
    for words in ("不属于统计调查", "科评1表", "示范市科技局", "2024-03-31", "正在填写", "逾期"):
        assert words in text


def test_the_auditor_reads_and_finds_nothing_to_press(opened, client_of):
    text = page(client_of(opened.auditor), opened.form).content.decode()
    assert "value-market_income" not in text and "/save/" not in text and "/submit/" not in text
    assert "您可以查看该表" in text


def test_figures_are_typed_in_ten_thousands_and_stored_exactly(opened, clerk):
    sent = inputs(page(clerk, opened.form)) | {
        "value-market_income": "1,200.00005",
        "note-market_income": "含技术转让",
        "na-total_expenditure": "1",
        "note-total_expenditure": "未发生",
        "note-rd_headcount": "名册已核对",
    }
    answer = clerk.post(address(opened.form, "save/"), sent, follow=True)
    assert answer.redirect_chain[0][0] == address(opened.form) + "#figures"
    income, spent = cell(opened.form, "market_income"), cell(opened.form, "total_expenditure")
    assert (income.value, income.comment) == (Decimal("12000000.50"), "含技术转让")
    assert (spent.value, spent.not_applicable) == (None, True)
    assert cell(opened.form, "rd_headcount").comment == "名册已核对"
    assert inputs(answer)["value-market_income"] == "1200.00005"


def test_saving_the_page_as_it_is_changes_nothing(opened, clerk):
    filling.save_cells(opened.clerk_1, opened.form.pk, VALUES)
    before = fresh(opened.form).edition
    text = clerk.post(address(opened.form, "save/"), inputs(page(clerk, opened.form)), follow=True)
    assert "没有改动" in text.content.decode() and fresh(opened.form).edition == before


def test_an_error_keeps_what_was_typed_and_marks_the_figure(opened, clerk):
    sent = inputs(page(clerk, opened.form)) | {
        "value-market_income": "约一百",
        "value-total_expenditure": "55.5",
        "note-total_expenditure": "备忘",
    }
    answer = clerk.post(address(opened.form, "save/"), sent)
    kept, text = inputs(answer), answer.content.decode()
    assert answer.status_code == 422
    assert (kept["value-market_income"], kept["value-total_expenditure"]) == ("约一百", "55.50")
    assert kept["note-total_expenditure"] == "备忘"
    assert "不是数字" in text and 'aria-invalid="true"' in text and 'href="#cell-market_income"' in text
    assert cell(opened.form, "total_expenditure").value == 555_000  # one wrong figure holds up no right one
    assert cell(opened.form, "market_income").value is None
    kept["value-market_income"] = "100"
    assert clerk.post(address(opened.form, "save/"), kept).status_code == 302
    assert cell(opened.form, "total_expenditure").value == 555_000


def test_two_people_see_both_values_and_choose(opened, client_of):
    first, second = client_of(opened.clerk_1), client_of(opened.director_1)
    mine, other = inputs(page(first, opened.form)), inputs(page(second, opened.form))
    first.post(address(opened.form, "save/"), mine | {"value-market_income": "100"})
    sent = other | {"value-market_income": "200", "value-total_expenditure": "300"}
    answer = second.post(address(opened.form, "save/"), sent)
    text, kept = answer.content.decode(), inputs(answer)
    assert answer.status_code == 409
    assert "对方" in text or "100.00" in text
    assert "200" in text and 'name="keep-market_income"' in text
    assert kept["value-market_income"] == "200" and kept["value-total_expenditure"] == "300"
    assert cell(opened.form, "market_income").value == 1_000_000
    second.post(address(opened.form, "save/"), kept | {"keep-market_income": "theirs"})
    assert cell(opened.form, "market_income").value == 1_000_000
    assert cell(opened.form, "total_expenditure").value == 3_000_000


def test_mine_is_kept_where_that_was_chosen(opened, client_of):
    second = client_of(opened.director_1)
    other = inputs(page(second, opened.form))
    filling.save_cells(opened.clerk_1, opened.form.pk, VALUES)
    kept = inputs(second.post(address(opened.form, "save/"), other | {"value-market_income": "200"}))
    # Without a choice nothing is overwritten, however often it is sent.
    again = second.post(address(opened.form, "save/"), other | {"value-market_income": "200"})
    assert again.status_code == 409
    assert (
        second.post(address(opened.form, "save/"), kept | {"keep-market_income": "mine"}).status_code == 302
    )
    assert cell(opened.form, "market_income").value == 2_000_000


def test_an_untouched_figure_that_another_changed_is_no_conflict(opened, client_of):
    second = client_of(opened.director_1)
    other = inputs(page(second, opened.form))
    filling.save_cells(opened.clerk_1, opened.form.pk, {"market_income": VALUES["market_income"]})
    sent = other | {"value-total_expenditure": "300"}
    assert second.post(address(opened.form, "save/"), sent).status_code == 302
    assert cell(opened.form, "market_income").value == VALUES["market_income"].value


def test_a_page_without_editions_overwrites_nothing(opened, clerk):
    filling.save_cells(opened.clerk_1, opened.form.pk, VALUES)
    for since in ("", "x", "-1", "9" * 30, "0"):
        sent = {"since-market_income": since, "value-market_income": "1"}
        assert clerk.post(address(opened.form, "save/"), sent).status_code == 409
    assert cell(opened.form, "market_income").value == VALUES["market_income"].value


def test_what_was_typed_too_late_is_shown_to_be_copied(opened, clerk):
    sent = inputs(page(clerk, opened.form)) | {"value-market_income": "77.7", "note-market_income": "晚了"}
    handed_in(opened, clerk=opened.director_1)
    answer = clerk.post(address(opened.form, "save/"), sent)
    text = answer.content.decode()
    assert answer.status_code == 403 and "77.7 · 晚了" in text and "director_1" in text


def test_one_file_supports_several_figures_and_is_taken_off_again(opened, clerk):
    sent = inputs(page(clerk, opened.form)) | {
        "value-market_income": "5",
        "cells": ["market_income", "total_expenditure"],
        "grade": "B",
        "file": file(),
    }
    text = clerk.post(address(opened.form, "attach/"), sent, follow=True).content.decode()
    stored = Evidence.objects.get()
    assert (stored.grade, stored.title) == ("B", "审计报告.pdf")
    assert cell(opened.form, "market_income").value == 50_000  # what was typed is saved with it
    assert list(cell(opened.form, "total_expenditure").evidence.all()) == [stored]
    assert f"/evidence/{stored.sha256}/pages/" in text
    which = {"which": f"market_income:{stored.sha256}"}
    clerk.post(address(opened.form, "detach/"), which)
    assert not cell(opened.form, "market_income").evidence.exists()
    clerk.post(address(opened.form, "attach/"), {"cells": ["market_income"], "known": stored.pk})
    assert cell(opened.form, "market_income").evidence.get() == stored


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"cells": ["market_income"]}, "请选择文件"),
        ({"file": file()}, "请选择该文件所佐证的指标"),
        ({"cells": ["market_income"], "file": file("a.exe", b"MZ")}, "PDF"),
        ({"cells": ["market_income"], "file": file("机密.pdf")}, "机密"),
        ({"cells": ["market_income"], "file": file(), "grade": "Z"}, "没有这一佐证等级"),
        ({"cells": ["market_income"], "known": "9" * 18}, "没有您可以打开的"),
        ({"cells": ["nothing"], "known": "\0"}, "指标"),
    ],
)
def test_a_bad_file_is_refused_in_words_and_nothing_typed_is_lost(opened, clerk, data, words):
    if "file" in data:
        data["file"].seek(0)
    sent = inputs(page(clerk, opened.form)) | {"value-market_income": "约"} | data
    answer = clerk.post(address(opened.form, "attach/"), sent)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert inputs(answer)["value-market_income"] == "约"


def test_a_file_is_attached_though_a_figure_is_wrong(opened, clerk):
    sent = inputs(page(clerk, opened.form)) | {
        "value-market_income": "约",
        "cells": ["market_income"],
        "file": file(),
    }
    answer = clerk.post(address(opened.form, "attach/"), sent)
    assert cell(opened.form, "market_income").evidence.count() == 1
    kept = inputs(answer) | {"value-market_income": "5"}
    assert clerk.post(address(opened.form, "save/"), kept).status_code == 302


def test_handing_in_saves_first_and_says_what_is_missing(opened, clerk):
    sent = inputs(page(clerk, opened.form)) | {"value-market_income": "5", "signed_by": "王院长"}
    answer = clerk.post(address(opened.form, "submit/"), sent)
    text = answer.content.decode()
    assert answer.status_code == 422 and 'href="#cell-total_expenditure"' in text
    assert cell(opened.form, "market_income").value == 50_000
    assert fresh(opened.form).state == Return.State.DRAFT
    sent = inputs(answer) | {"value-total_expenditure": "6", "scan": file("签批.pdf", PDF + b"2")}
    assert sent["signed_by"] == "王院长"
    answer = clerk.post(address(opened.form, "submit/"), sent, follow=True)
    hand_in = opened.form.submissions.get()
    assert (hand_in.signed_by, hand_in.signed_scan.original_name) == ("王院长", "签批.pdf")
    assert "仍可撤回" in answer.content.decode()


def test_nothing_is_handed_in_while_a_figure_is_wrong(opened, clerk):
    filling.save_cells(opened.clerk_1, opened.form.pk, VALUES)
    sent = inputs(page(clerk, opened.form)) | {"value-market_income": "x", "signed_by": "王院长"}
    assert clerk.post(address(opened.form, "submit/"), sent).status_code == 422
    assert fresh(opened.form).state == Return.State.DRAFT


def test_nobody_signs_figures_that_he_has_not_seen(opened, clerk):
    filling.save_cells(opened.clerk_1, opened.form.pk, VALUES)
    sent = inputs(page(clerk, opened.form)) | {"signed_by": "王院长"}
    filling.save_cells(opened.director_1, opened.form.pk, {"total_expenditure": CellEntry(Decimal(9))})
    answer = clerk.post(address(opened.form, "submit/"), sent)
    assert answer.status_code == 409 and fresh(opened.form).state == Return.State.DRAFT
    assert clerk.post(address(opened.form, "submit/"), inputs(answer)).status_code == 302


def test_a_hand_in_is_taken_back(opened, clerk):
    handed_in(opened)
    assert "/recall/" in page(clerk, opened.form).content.decode()
    clerk.post(address(opened.form, "recall/"))
    assert fresh(opened.form).state == Return.State.DRAFT


def test_a_form_that_was_sent_back_shows_why_and_keeps_the_rest(opened, clerk):
    handed_in(opened)
    review.begin(opened.officer_1, opened.form.pk)
    review.doubt_cells(opened.officer_1, opened.form.pk, {"market_income": "与审计报告不符"})
    review.pass_cells(opened.officer_1, opened.form.pk)
    review.send_back(opened.officer_1, opened.form.pk)
    answer = page(clerk, opened.form)
    text, sent = answer.content.decode(), inputs(answer)
    assert "1 项指标被退回" in text and "与审计报告不符" in text
    assert "value-market_income" in sent and "value-total_expenditure" not in sent
    assert "note-rd_headcount" not in sent  # a computed figure that passed stays as it is, with its note
    data = {"since-rd_headcount": str(cell(opened.form, "rd_headcount").edition), "note-rd_headcount": "x"}
    assert clerk.post(address(opened.form, "save/"), data).status_code == 422
    clerk.post(address(opened.form, "save/"), sent | {"note-market_income": "含一次性收入"})
    assert cell(opened.form, "market_income").state == Cell.State.OPEN


def test_a_figure_reported_before_is_reported_anew_with_a_reason(bureau, client_of):
    record_fact(bureau.clerk_1, "market_income", bureau.P01, "2023", Decimal(7_000_000))
    form = collection_of(bureau).returns.get(platform=bureau.P01)
    clerk = client_of(bureau.clerk_1)
    assert "value-market_income" not in inputs(page(clerk, form))
    assert clerk.post(address(form, "anew/"), {"which": "market_income"}).status_code == 422
    data = {"which": "market_income", "anew-market_income": "季度合计有误"}
    assert clerk.post(address(form, "anew/"), data).status_code == 302
    assert "value-market_income" in inputs(page(clerk, form))


def test_unlocking_is_asked_for_with_a_reason(opened, clerk, client_of):
    passed(opened)
    locking.lock(opened.officer_3, opened.form.pk)
    assert "已锁定" in page(clerk, opened.form).content.decode()
    assert clerk.post(address(opened.form, "unlock/"), {"reason": " "}).status_code == 422
    assert clerk.post(address(opened.form, "unlock/"), {"reason": "漏计一笔"}).status_code == 302
    assert opened.form.unlock_requests.get().reason == "漏计一笔"
    assert "漏计一笔" in page(client_of(opened.officer_3), opened.form).content.decode()


@pytest.fixture
def checked(opened):
    """A soft check that the figures of VALUES do not fulfil."""
    filling.save_cells(opened.clerk_1, opened.form.pk, VALUES)
    return CheckRule.objects.create(
        code="income", title="收入不低于支出", expression="market_income >= total_expenditure"
    )


def test_a_finding_is_explained_and_another_button_keeps_the_answer_too(opened, checked, clerk):
    sent = inputs(page(clerk, opened.form))
    assert sent["explanation-income"] == ""
    data = sent | {"check": "income", "explanation-income": "一次性购置设备"}
    text = clerk.post(address(opened.form, "explain/"), data, follow=True).content.decode()
    assert "一次性购置设备" in text and Explanation.objects.get().text == "一次性购置设备"
    data = sent | {"explanation-income": "两台设备", "value-market_income": "约"}
    answer = clerk.post(address(opened.form, "save/"), data)
    assert answer.status_code == 422 and Explanation.objects.get().text == "两台设备"
    assert opened.form.steps.filter(action="explain").count() == 2
    assert clerk.post(address(opened.form, "explain/"), sent | {"check": "income"}).status_code == 422


def test_the_reviewer_reads_findings_with_their_answers(opened, checked, client_of):
    filling.explain(opened.clerk_1, opened.form.pk, "income", "一次性购置设备")
    submission.submit(opened.clerk_1, opened.form.pk, "王院长")
    review.begin(opened.officer_1, opened.form.pk)
    text = page(client_of(opened.officer_1), opened.form).content.decode()
    assert "收入不低于支出" in text and "情况说明：一次性购置设备" in text


def test_a_chosen_file_is_never_lost_silently(opened, clerk):
    sent = inputs(page(clerk, opened.form)) | {"cells": ["market_income"], "file": file()}
    clerk.post(address(opened.form, "save/"), sent)
    assert cell(opened.form, "market_income").evidence.count() == 1
    filling.save_cells(opened.clerk_1, opened.form.pk, VALUES)
    sent = inputs(page(clerk, opened.form)) | {"signed_by": "王院长", "file": file("b.pdf", PDF + b"b")}
    answer = clerk.post(address(opened.form, "submit/"), sent)
    assert answer.status_code == 422 and "尚未上传" in answer.content.decode()


def test_a_check_that_asks_is_answered_only_where_it_asks(opened, clerk):
    assert (
        clerk.post(address(opened.form, "explain/"), {"check": "x", "explanation-x": "y"}).status_code == 422
    )


@pytest.mark.parametrize("button", BUTTONS)
def test_another_units_form_cannot_be_touched(opened, client_of, button):
    assert client_of(opened.clerk_2).post(address(opened.form, f"{button}/")).status_code == 404
    assert client_of(opened.auditor).post(address(opened.form, f"{button}/")).status_code == 403
    assert client_of(opened.clerk_1).get(address(opened.form, f"{button}/"), follow=True).status_code == 200


NASTY = ["\0", "9" * 5000, "-1", "1e999999999", "<script>alert(1)</script>", "'\"--", "\u202e", "[]", "💥"]


@pytest.mark.parametrize("nasty", NASTY)
def test_hostile_input_is_answered(opened, clerk, nasty):
    names = ("value", "na", "note", "since", "was", "keep", "explanation", "anew")
    sent = {f"{name}-market_income": nasty for name in names}
    sent |= dict.fromkeys(
        ("which", "check", "cells", "known", "grade", "title", "signed_by", "reason"), nasty
    )
    for button in BUTTONS:
        answer = clerk.post(address(opened.form, f"{button}/"), sent)
        assert answer.status_code in {302, 422, 403, 409}, button
        assert "<script>alert" not in answer.content.decode()
    page(clerk, opened.form, "?changed=%F0&cell=%FF")


def test_a_figure_reported_twice_in_one_post_and_unknown_figures_are_ignored(opened, clerk):
    sent = {"since-nothing": "1", "value-nothing": "5", "since-rd_headcount": "1", "value-rd_headcount": "5"}
    assert (
        clerk.post(address(opened.form, "save/"), sent).status_code == 422
    )  # computed figures are never typed
    assert cell(opened.form, "rd_headcount").value == 0


def test_a_closed_collection_takes_nothing_and_says_so(opened, clerk):
    sent = inputs(page(clerk, opened.form)) | {"value-market_income": "5"}
    close_collection(opened.officer_1, opened.collection.pk)
    answer = clerk.post(address(opened.form, "save/"), sent)
    assert answer.status_code == 403 and "已截止" in answer.content.decode()
    assert submission.gaps(opened.form)
