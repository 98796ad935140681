"""A distribution of income from the form to the last payment: floor beside rule, publicity, two persons, cents."""

import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from keqiao.web.audit.clock import story_at
from keqiao.web.registry.models import Organisation
from keqiao.web.transfer import services
from keqiao.web.transfer.cases import sharing_of
from keqiao.web.transfer.models import IncomeDistribution

WHEN = timezone.make_aware(timezone.datetime(2025, 3, 3, 9))
CASE = {
    "name": "固态电解质专利转让",
    "day": date(2025, 1, 15),
    "mode": "transfer",
    "unit": {"name": "示范研究院", "form": "state_institute"},
    "amount": Decimal("1000000.01"),
    "costs": [{"name": "评估费", "amount": Decimal("100000")}],
    "contributors": [
        {"name": "陈一", "weight": 1, "main": True},
        {"name": "周二", "weight": 1},
        {"name": "李三", "weight": 1, "main": True},
    ],
    "payments": [{"name": "首付", "share": 1}, {"name": "尾款", "share": 2}],
}


@pytest.fixture
def clerk(capital, user_with):
    """Somebody of the platform who prepares."""
    return user_with("platform_clerk", unit=capital.platform.unit, username="clerk_2")


@pytest.fixture
def draft(capital, clerk) -> IncomeDistribution:
    """The case as a draft."""
    with story_at(WHEN):
        return services.prepare(clerk, capital.platform, CASE)


def published(draft, clerk) -> IncomeDistribution:
    with story_at(WHEN):
        return services.publish(clerk, draft.pk)


def test_the_reward_is_half_of_the_net_income_and_closes_to_the_cent(draft):
    sharing = sharing_of(draft)
    assert draft.reward == Decimal("450000.01")  # half of 900,000.01 rounded up: never below the floor
    assert sum(line.amount for line in sharing.lines) == draft.reward
    for at in (0, 1):
        assert all(line.payments[at] >= 0 for line in sharing.lines)
    assert all(sum(line.payments) == line.amount for line in sharing.lines)


def test_it_is_public_for_fifteen_working_days_and_decided_by_somebody_else(draft, clerk, capital):
    row = published(draft, clerk)
    assert row.public_until == date(2025, 3, 24)  # the first day is not counted (Civil Code, art. 201)
    with story_at(WHEN + timedelta(days=21)), pytest.raises(PermissionDenied):
        services.decide(capital.director, row.pk)
    with story_at(WHEN + timedelta(days=22)):
        with pytest.raises(PermissionDenied):
            services.decide(clerk, row.pk)
        decided = services.decide(capital.director, row.pk)
    assert (decided.state, decided.decided_by) == ("decided", capital.director)


def test_an_open_objection_stops_the_decision_until_somebody_else_settles_it(draft, clerk, capital):
    row = published(draft, clerk)
    late = WHEN + timedelta(days=30)
    with story_at(late):
        services.object_to(clerk, row.pk, "权重与实际贡献不符")
        with pytest.raises(PermissionDenied):
            services.decide(capital.director, row.pk)
        with pytest.raises(PermissionDenied):
            services.settle(clerk, row.pk, "已核实")
        services.settle(capital.director, row.pk, "经核实，权重按研发记录确定")
        assert services.decide(capital.director, row.pk).state == "decided"


def test_a_draft_taken_back_is_made_public_anew(draft, clerk):
    row = published(draft, clerk)
    services.revise(clerk, row.pk, "补充一名贡献人员")
    row.refresh_from_db()
    assert (row.state, row.published_on, row.public_until) == ("draft", None, None)
    more = CASE | {"contributors": [*CASE["contributors"], {"name": "王四", "weight": 1}]}
    changed = services.change(clerk, row.pk, more, since=row.edition)
    assert len(sharing_of(changed).lines) == 4


def test_all_is_paid_with_the_last_payment(draft, clerk, capital):
    row = published(draft, clerk)
    with story_at(WHEN + timedelta(days=30)):
        services.decide(capital.director, row.pk)
        today = timezone.localdate(WHEN + timedelta(days=30))
        with pytest.raises(ValidationError):
            services.pay(clerk, row.pk, 0, today - timedelta(days=1))
        services.pay(clerk, row.pk, 0, today)
        with pytest.raises(ValidationError):
            services.pay(clerk, row.pk, 0, today)
        assert services.pay(clerk, row.pk, 1, today).state == "paid"
    assert sum(payment.amount for payment in row.payments.all()) == row.reward


def test_a_rule_below_the_floor_binds_no_institute_and_an_agreement_binds_an_enterprise(
    draft, clerk, capital
):
    terms = {"kind": "agreement", "name": "奖励协议", "share": 30}
    institute = services.change(clerk, draft.pk, CASE | {"terms": terms})
    assert sharing_of(institute).rule.is_below_floor
    assert institute.reward == Decimal("450000.01")
    firm = services.change(
        clerk, draft.pk, CASE | {"terms": terms, "unit": {"name": "公司", "form": "enterprise"}}
    )
    assert firm.reward == Decimal("270000.01")
    assert sharing_of(firm).rule.floor is not None


def sent(**changed: object) -> dict[str, object]:
    """What the form sends: one contributor, no other lines."""
    forms = {"contributors": 1, "costs": 0, "profits": 0, "payments": 0}
    data: dict[str, object] = {
        "name": "专利许可",
        "day": "2025-01-15",
        "mode": "licence",
        "form": "private_non_enterprise",
        "amount": "50万",
        "pricing": "negotiated",
        "contributors-0-name": "陈一",
        "contributors-0-weight": "1",
        "contributors-0-main": "on",
        "contributors-0-position": "none",
    }
    for key, count in forms.items():
        data |= {f"{key}-TOTAL_FORMS": count, f"{key}-INITIAL_FORMS": 0}
    return data | changed


def test_the_form_makes_a_draft_and_what_was_typed_survives_a_refusal(capital, clerk, client_of):
    Organisation.objects.filter(pk=capital.platform.organisation_id).update(usci=None)
    client = client_of(clerk)
    refused = client.post("/income/new/", sent(mode="investment"))
    assert refused.status_code == 422
    assert "50万" in refused.content.decode()
    assert IncomeDistribution.objects.count() == 0
    assert client.post("/income/new/", sent(terms_share="40")).status_code == 422
    made = client.post("/income/new/", sent(amount="500000"))
    assert made.status_code == 302
    row = IncomeDistribution.objects.get()
    assert row.reward == Decimal("250000.00")
    assert client.get(f"/income/{row.pk}/edit/").status_code == 200
    page = client.get(made["Location"])
    assert "陈一" in page.content.decode()


def test_persons_are_read_by_the_own_unit_bureau_and_auditor_only(draft, capital, client_of, clerk):
    page = f"/income/{draft.pk}/"
    for user, status in (
        (clerk, 200),
        (capital.officer, 200),
        (capital.auditor, 200),
        (capital.stranger, 404),
    ):
        assert client_of(user).get(page).status_code == status, user
    assert client_of(capital.of_firm).get(page).status_code == 403
    assert client_of(capital.officer).post(page + "publish/").status_code == 403


def test_the_notice_is_a_word_file_with_every_amount(draft, clerk, client_of):
    address = f"/income/{draft.pk}/notice/"
    assert client_of(clerk).get(address).status_code == 404
    published(draft, clerk)
    package = zipfile.ZipFile(io.BytesIO(client_of(clerk).get(address).content))
    text = package.read("word/document.xml").decode()
    assert "450,000.01" in text
    assert "150,000.01" in text
    assert "李三" in text
