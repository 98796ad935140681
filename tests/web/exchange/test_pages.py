"""Posting on a phone, completing, publishing, closing: as a browser sends it."""

import pytest
from tests.web.exchange.conftest import BODY, TITLE, a_need, published
from tests.web.markup import markup

from keqiao.web.exchange.models import Need, Offer
from keqiao.web.notices.models import Notice

FIVE = {
    "kind": "technology",
    "title": TITLE,
    "body": BODY,
    "disclosure": "anonymous",
    "contact": "张工 13800000000",
}


@pytest.fixture
def firm(client_of, exchange):
    return client_of(exchange.seeking.user)


@pytest.fixture
def broker(client_of, exchange):
    return client_of(exchange.broker)


def test_five_fields_post_a_need(firm, exchange):
    page = firm.get("/exchange/needs/new/")
    own = page.context["form"]["organisation"].value()
    answer = firm.post("/exchange/needs/new/", FIVE | {"organisation": own})
    need = Need.objects.get()
    assert answer.status_code == 302
    assert (need.organisation, need.state, need.contact) == (
        exchange.seeking.organisation,
        "submitted",
        "张工 13800000000",
    )


def test_a_refused_form_keeps_what_was_typed(firm, exchange):
    given = FIVE | {"organisation": exchange.seeking.organisation.pk, "body": "请致电13812345678"}
    answer = firm.post("/exchange/needs/new/", given)
    assert answer.status_code == 422
    assert "请致电13812345678" in answer.content.decode()
    assert "移到" in answer.content.decode()


def test_nobody_posts_for_another_firm(firm, exchange):
    given = FIVE | {"organisation": exchange.offering.organisation.pk}
    assert firm.post("/exchange/needs/new/", given).status_code == 422
    assert not Need.objects.exists()


def test_a_broker_posts_for_a_firm_by_its_name(broker, exchange):
    given = FIVE | {"organisation": "甲电池有限公司"}
    assert broker.post("/exchange/needs/new/", given).status_code == 302
    assert Need.objects.get().organisation == exchange.seeking.organisation


def test_nearly_the_same_is_named_while_one_types(firm, exchange, need):
    page = firm.get("/exchange/alike/needs/", {"title": "磷酸铁锂电芯低温放电性能的提升"})
    assert need.code in page.content.decode()
    other = firm.get("/exchange/alike/needs/", {"title": "不锈钢冷轧板表面缺陷检测"})
    assert need.code not in other.content.decode()


def test_what_somebody_may_not_see_is_not_named_while_they_type(client_of, exchange):
    a_need(exchange, disclosure="on_match")
    page = client_of(exchange.stranger.user).get("/exchange/alike/needs/", {"title": TITLE})
    assert TITLE not in page.content.decode()


def test_the_diagnosis_is_filled_from_the_text_and_moves_the_grade(broker, exchange, need):
    broker.post(f"/exchange/needs/{need.pk}/act/", {"action": "take", "edition": need.edition})
    page = broker.get(f"/exchange/needs/{need.pk}/edit/")
    assert page.context["targets"].forms[0].initial["before"] == "61"
    form = page.context["form"]
    given = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    given |= {
        "decider": "总工程师",
        "ways": ["joint"],
        "budget_high": "120",
        "targets-TOTAL_FORMS": "1",
        "targets-INITIAL_FORMS": "0",
        "targets-0-quantity": "保持率",
        "targets-0-before": "61",
        "targets-0-comparison": "at_least",
        "targets-0-target": "75",
        "targets-0-unit": "%",
    }
    answer = broker.post(f"/exchange/needs/{need.pk}/edit/", given)
    need.refresh_from_db()
    assert answer.status_code == 302, answer.context["form"].errors
    assert (need.grade, need.budget_high) == ("ready", 1_200_000)
    assert broker.post(f"/exchange/needs/{need.pk}/edit/", given).status_code in {302, 409}


def test_published_its_owner_is_told(broker, exchange, need):
    published(exchange, need)
    assert Notice.objects.filter(recipient=exchange.seeking.user, kind="exchange.published").exists()


def test_a_closing_without_a_reason_comes_back(firm, need):
    given = {"action": "close", "edition": need.edition, "note": "已找到"}
    answer = firm.post(f"/exchange/needs/{need.pk}/act/", given)
    assert answer.status_code == 422
    assert "已找到" in answer.content.decode()


def test_an_offer_is_posted_and_completed(client_of, exchange):
    client = client_of(exchange.offering.user)
    given = FIVE | {"organisation": exchange.offering.organisation.pk, "trl": "7", "disclosure": "public"}
    assert client.post("/exchange/offers/new/", given).status_code == 302
    offer = Offer.objects.get()
    form = client.get(f"/exchange/offers/{offer.pk}/edit/").context["form"]
    more = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    more |= {"price_form": "entry_fee", "price_low": "40", "new_points": "低温\n免改线"}
    answer = client.post(f"/exchange/offers/{offer.pk}/edit/", more)
    assert answer.status_code == 302, answer.context["form"].errors
    offer.refresh_from_db()
    assert (offer.price_low, offer.points) == (400_000, ["低温", "免改线"])


def test_a_hidden_owner_stands_on_no_page_of_a_stranger(client_of, exchange):
    need = published(exchange, a_need(exchange, disclosure="anonymous", contact="张工 13800000000"))
    stranger = client_of(exchange.stranger.user)
    pages = (f"/exchange/needs/{need.pk}/", "/exchange/needs/", "/exchange/needs/?format=xlsx")
    for address in pages:
        answer = stranger.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200
        assert "甲电池".encode() not in content
        assert b"13800000000" not in content
    assert "隐名" in markup(stranger.get(pages[0]))
