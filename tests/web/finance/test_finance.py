"""Products by stage with their gaps; four sources that add up to 100 %, with leverage; only who keeps them enters."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from tests.web.programmes.conftest import TEXT, town  # noqa: F401 (fixture)

from keqiao.web.finance import services
from keqiao.web.finance.models import InputSource
from keqiao.web.finance.selectors import products, stage_map, years_of_input
from keqiao.web.programmes.assessments import assess_all
from keqiao.web.programmes.demonstration import put_into_force
from keqiao.web.programmes.library import PROGRAMMES
from keqiao.web.registry.models import Firm


def test_a_stage_with_firms_and_without_product_is_a_gap(town, client_of):  # noqa: F811
    Firm.objects.filter(pk=town.one.firm.pk).update(stage="growth")
    Firm.objects.filter(pk=town.two.firm.pk).update(stage="seed")
    text = (
        TEXT.replace("code: growth", "code: loan")
        .replace("kind: fund", "kind: finance")
        .replace("0.05", "0.04")
    )
    text = text.split("  - {code: clean")[0] + "benefits:\n" + text.split("benefits:\n")[1]
    version = PROGRAMMES.add(town.officer, {"text": text, "source": "示范"})
    put_into_force(version, town.officer, town.other)
    assess_all()
    lines = {line.stage: line for line in stage_map(town.officer, products())}
    assert [version.code for version in products()] == ["loan"]
    growth, seed, mature = (
        lines[str(stage.label)] for stage in (Firm.Stage.GROWTH, Firm.Stage.SEED, Firm.Stage.MATURE)
    )
    assert (growth.firms, growth.eligible, growth.is_gap) == (1, (1,), False)
    assert (seed.firms, seed.eligible, seed.is_gap) == (1, (0,), True)
    assert (mature.firms, mature.is_gap) == (0, False)  # nobody is there: nothing is missing
    page = client_of("bureau_officer").get(reverse("finance:map")).content.decode()
    assert "没有适合的产品" in page


def test_shares_add_up_to_one_once_all_sources_are_there_and_the_last_entry_counts(db, user_with):
    office = user_with("finance_officer", username="office")
    for source in InputSource:
        assert all(line.shares is None for line in years_of_input(office))
        services.enter(office, 2024, source, Decimal(1), "决算")
    services.enter(office, 2024, InputSource.SOCIAL, Decimal(4), "更正")
    (line,) = years_of_input(office)
    assert sum(line.shares.values()) == 1
    assert set(line.shares.values()) == {Decimal("0.143"), Decimal("0.571")}
    assert line.leverage == 6
    with pytest.raises(PermissionDenied):
        services.enter(user_with("leader", username="mayor"), 2024, InputSource.FISCAL, Decimal(1), "x")


def test_a_refused_amount_comes_back_as_it_was_typed(db, client_of):
    client = client_of("finance_officer")
    sent = {"year": "2024", "source": "fiscal", "amount": "-5", "basis": "决算第3页"}
    answer = client.post(reverse("finance:enter"), sent)
    assert answer.status_code == 422
    assert "决算第3页" in answer.content.decode()
    assert client.post(reverse("finance:enter"), sent | {"amount": "5"}).status_code == 302
