"""A collection opened by mistake is taken back; what is typed into a new one survives; a second one is asked about."""

from keqiao.web.facts.demands import demand_for
from keqiao.web.facts.models import Measure
from keqiao.web.notices.models import Notice
from keqiao.web.returns import reminders
from keqiao.web.returns.form.entry import Typed, seen
from keqiao.web.returns.models import Collection, Return

from ..conftest import collection_of, handed_in
from .test_collection_pages import typed


def test_an_opened_collection_is_cancelled_with_a_reason_and_asks_for_nothing(bureau, client_of):
    collection = collection_of(bureau)
    client = client_of(bureau.officer_1)
    where = f"/returns/collections/{collection.pk}/cancel/"
    assert where in client.get(collection.get_absolute_url()).content.decode()
    assert client.post(where, {"reason": " "}).status_code == 422
    assert client.post(where, {"reason": "统计期选错"}).status_code == 302
    collection.refresh_from_db()
    assert collection.state == Collection.State.CANCELLED
    told = Notice.objects.filter(kind="returns.cancelled")
    assert {notice.recipient for notice in told} >= {bureau.clerk_1, bureau.clerk_2}
    income = Measure.objects.get(code="market_income")
    assert demand_for(income, bureau.P01, collection.span) is None
    clerk = client_of(bureau.clerk_1)
    form = Return.objects.get(collection=collection, platform=bureau.P01)
    page = clerk.get(form.get_absolute_url()).content.decode()
    assert "填报任务已作废" in page and 'name="value-market_income"' not in page
    assert "待填报" not in clerk.get("/").content.decode()


def test_what_was_handed_in_is_not_thrown_away(opened, client_of):
    handed_in(opened)
    collection = opened.form.collection
    client = client_of(opened.officer_1)
    answer = client.post(f"/returns/collections/{collection.pk}/cancel/", {"reason": "选错"})
    assert answer.status_code == 403 and "只能关闭" in answer.content.decode()
    collection.refresh_from_db()
    assert collection.state == Collection.State.OPEN


def test_taking_figures_over_keeps_what_was_typed_and_errors_are_told_at_once(bureau, client_of):
    earlier = collection_of(bureau)
    client = client_of(bureau.officer_1)
    sent = typed(bureau, title="一季度", take_over="1") | {"from": f"collection-{earlier.pk}"}
    page = client.post("/returns/collections/new/", sent).content.decode()
    assert 'value="一季度"' in page and 'value="含技术收入"' in page and "ask-total_expenditure" in page
    assert Collection.objects.count() == 1
    wrong = typed(bureau, due_on="2023-01-01", valid_until="2022-01-01")
    page = client.post("/returns/collections/new/", wrong).content.decode()
    assert "截止日期早于" in page or page.count("invalid-feedback") + page.count("errorlist") >= 2
    assert "填报表已失效" in page or page.count("errorlist") >= 2
    client.post("/returns/collections/new/", typed(bureau, period="2023年第4季度"))
    assert Collection.objects.filter(period="2023Q4").exists()


def test_a_second_collection_for_the_same_is_asked_about(bureau, client_of):
    first = collection_of(bureau, period="2023Q4")
    client = client_of(bureau.officer_1)
    where = client.post("/returns/collections/new/", typed(bureau)).url
    assert str(first) in client.get(where).content.decode()
    client.post(where)
    assert Collection.objects.filter(state=Collection.State.OPEN).count() == 1
    client.post(where, {"another": "1"})
    assert Collection.objects.filter(state=Collection.State.OPEN).count() == 2


def test_a_reviewer_who_was_told_today_is_not_told_again(opened):
    handed_in(opened)
    form = Return.objects.get(pk=opened.form.pk)
    told = Notice.objects.filter(kind="returns.to_review").count()
    assert told
    assert reminders.remind_now(opened.officer_1, form.collection, [form]) == 0
    assert Notice.objects.filter(kind="returns.to_review").count() == told


def test_of_value_and_not_applicable_the_later_entry_stands():
    def entry(value, not_applicable, was):
        return Typed(None, value, not_applicable, "", 1, was)

    typed_beside = entry("12", True, seen("", True, ""))
    assert (typed_beside.value, typed_beside.not_applicable) == ("12", False)
    ticked = entry("12", True, seen("12", False, ""))
    assert (ticked.value, ticked.not_applicable) == ("", True)
    both_new = entry("12", True, seen("", False, ""))
    assert both_new.value and both_new.not_applicable
