"""Preparing a collection: what was typed stays on an error, a look before the forms go out, close."""

from datetime import date

import pytest

from keqiao.web.notices.models import Notice
from keqiao.web.returns import lists
from keqiao.web.returns.models import Collection, Return

from ..conftest import ASKED, collection_of


def typed(bureau, **changes):
    """What the form of a new collection sends."""
    data = {
        "title": "2023年四季度填报",
        "period": "2023Q4",
        "due_on": "2024-01-15",
        "form_number": "科评1表",
        "issuer": "示范市科技局",
        "ground": "合作协议",
        "valid_until": "2025-12-31",
        "instructions": "按季填报",
        "reminders": "5 0 -2",
        "platforms": [bureau.P01.code, bureau.P02.code],
        "ask-market_income": "1",
        "required-market_income": "1",
        "evidence-market_income": "1",
        "hint-market_income": "含技术收入",
        "order-market_income": "20",
        "ask-rd_headcount": "1",
        "required-rd_headcount": "1",
        "order-rd_headcount": "10",
    } | changes
    return {key: value for key, value in data.items() if value is not None}


@pytest.fixture
def client(bureau, client_of):
    return client_of(bureau.officer_1)


def test_a_collection_is_prepared_looked_at_opened_and_closed(bureau, client):
    answer = client.post("/returns/collections/new/", typed(bureau))
    collection = Collection.objects.get()
    assert answer.url == f"/returns/collections/{collection.pk}/open/"
    assert (collection.period, collection.due_on, collection.reminder_days) == (
        "2023Q4",
        date(2024, 1, 15),
        [5, 0, -2],
    )
    items = [
        (one.measure.code, one.required, one.evidence_required, one.hint) for one in collection.items.all()
    ]
    assert items == [("rd_headcount", True, False, ""), ("market_income", True, True, "含技术收入")]
    page = client.get(answer.url).content.decode()
    assert "clerk_1" in page and "director_2" in page and "含技术收入" in page and "2024-01-17" in page
    assert not Return.objects.exists()
    client.post(answer.url)
    assert Return.objects.filter(collection=collection).count() == 2
    assert Notice.objects.filter(kind="returns.opened", recipient=bureau.clerk_2).count() == 1
    assert client.get(answer.url).status_code == 302
    client.post(f"/returns/collections/{collection.pk}/close/")
    assert Collection.objects.get().state == Collection.State.CLOSED
    assert client.post(f"/returns/collections/{collection.pk}/close/").status_code == 403


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"period": "2023Q9"}, "2023Q9"),
        ({"period": "2023-12-31"}, "月"),
        ({"period": "1024"}, ""),
        ({"due_on": "2023-01-15"}, "截止"),
        ({"due_on": ""}, ""),
        ({"due_on": "soon"}, ""),
        ({"title": ""}, ""),
        ({"title": "长" * 5000}, ""),
        ({"reminders": "7 x"}, "7 3 0"),
        ({"reminders": "9999"}, "整"),
        ({"reminders": " ".join(str(day) for day in range(40))}, ""),
        ({"platforms": ["NOBODY"]}, ""),
        ({"ask-market_income": None, "ask-rd_headcount": None}, "至少"),
        ({"order-market_income": "first"}, "顺序"),
        ({"hint-market_income": "长" * 400}, "300"),
        ({"valid_until": "2023-12-31"}, ""),
        ({"order-market_income": "９"}, "顺序"),
    ],
)
def test_what_was_typed_stays_when_something_is_wrong(bureau, client, changes, said):
    answer = client.post("/returns/collections/new/", typed(bureau, **changes))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not Collection.objects.exists()
    assert "尚未保存" in page and said in page
    assert "按季填报" in page
    if "hint-market_income" not in changes:
        assert 'value="含技术收入"' in page


def test_an_open_collection_is_not_changed(bureau, client):
    collection = collection_of(bureau)
    assert client.get(f"/returns/collections/{collection.pk}/edit/").status_code == 403
    assert client.post(f"/returns/collections/{collection.pk}/edit/", typed(bureau)).status_code == 403


def test_two_officers_do_not_overwrite_each_other(bureau, client):
    client.post("/returns/collections/new/", typed(bureau))
    collection = Collection.objects.get()
    address = f"/returns/collections/{collection.pk}/edit/"
    seen = client.get(address).context["edition"]
    client.post(address, typed(bureau, edition=str(seen), title="甲改的"))
    answer = client.post(address, typed(bureau, edition=str(seen), title="乙改的"))
    assert "请重新查看" in answer.content.decode() or "他人" in answer.content.decode()
    assert Collection.objects.get().title == "甲改的"


def test_the_next_collection_is_prepared_from_the_last(bureau, client):
    earlier = collection_of(bureau, title="2022年度绩效评价填报", period="2022", due_on=date(2023, 3, 31))
    page = client.get(f"/returns/collections/new/?from=collection-{earlier.pk}")
    form = page.context["form"]
    assert form["period"].value() == "2023"
    assert form["title"].value() == "2023年度绩效评价填报"
    assert form["due_on"].value() == date(2024, 3, 30)
    assert [line.measure.code for line in page.context["chosen"]] == [one.code for one in ASKED]
    assert set(form["platforms"].value()) == {"P01", "P02"}


def test_a_collection_is_prepared_from_a_list_of_another_room(bureau, client, monkeypatch):
    one = lists.MeasureList(
        "scheme-7",
        "示范体系",
        lambda: ["total_expenditure", "representative_results_rating", "market_income"],
    )
    monkeypatch.setattr(lists.MEASURE_LISTS, "items", [lambda user: [one]])
    page = client.get("/returns/collections/new/?from=scheme-7")
    assert "示范体系" in page.content.decode()
    assert [line.measure.code for line in page.context["chosen"]] == ["total_expenditure", "market_income"]


@pytest.mark.parametrize(
    "key", ["collection-999999", "collection-x", "scheme-", "collection-" + "9" * 40, "\0", "²"]
)
def test_a_list_that_is_not_there_gives_an_empty_form(bureau, client, key):
    answer = client.get("/returns/collections/new/", {"from": key})
    assert answer.status_code in {200, 400}


def test_only_who_may_open_prepares(bureau, client_of):
    for name in ("clerk_1", "auditor", "congress"):
        client = client_of(getattr(bureau, name))
        assert client.get("/returns/collections/new/").status_code == 403
        assert client.post("/returns/collections/new/", typed(bureau)).status_code == 403
    assert not Collection.objects.exists()
