"""What becomes of a need: posted, taken up, published, reviewed, renewed, closed."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from tests.web.exchange.conftest import a_need, published

from keqiao.web.audit.clock import today
from keqiao.web.exchange import services
from keqiao.web.exchange.models import Need


def test_a_need_gets_a_number_of_its_own(exchange):
    codes = [a_need(exchange, title=f"需求{number}").code for number in range(3)]
    assert codes == [f"N{today().year}-{number:04}" for number in (1, 2, 3)]


def test_published_it_is_open_for_half_a_year(exchange, need):
    need = published(exchange, need)
    assert (need.state, need.expires_on, need.published_by) == (
        "open",
        today() + timedelta(days=180),
        exchange.broker,
    )


def test_a_broker_takes_it_up_before_publishing(exchange, need):
    with pytest.raises(PermissionDenied):
        services.publish(exchange.broker, Need, need.pk)


def test_another_broker_cannot_take_what_is_taken(exchange, need):
    services.take(exchange.broker, Need, need.pk)
    with pytest.raises((PermissionDenied, Http404)):
        services.take(exchange.other_broker, Need, need.pk)
    need.refresh_from_db()
    assert need.broker == exchange.broker


def test_a_bottleneck_is_public_only_after_another_person_has_cleared_it(exchange):
    need = a_need(exchange, bottleneck=True)
    services.take(exchange.officer, Need, need.pk)
    with pytest.raises(PermissionDenied):
        services.publish(exchange.officer, Need, need.pk)
    services.ask_review(exchange.officer, Need, need.pk)
    with pytest.raises(PermissionDenied):
        services.clear(exchange.officer, Need, need.pk)
    services.clear(exchange.reviewer, Need, need.pk)
    need.refresh_from_db()
    assert need.state == "open"


def test_a_changed_bottleneck_is_reviewed_again(exchange):
    need = a_need(exchange, bottleneck=True)
    services.take(exchange.broker, Need, need.pk)
    services.ask_review(exchange.broker, Need, need.pk)
    services.clear(exchange.reviewer, Need, need.pk)
    services.edit(exchange.seeking.user, Need, need.pk, {"body": "另一段文字"})
    need.refresh_from_db()
    assert need.state == "review"


def test_it_expires_and_one_step_renews_it(exchange, need):
    need = published(exchange, need)
    assert services.expire_due(need.expires_on) == 0
    assert services.expire_due(need.expires_on + timedelta(days=1)) == 1
    need.refresh_from_db()
    assert need.state == "expired"
    services.renew(exchange.seeking.user, Need, need.pk)
    need.refresh_from_db()
    assert (need.state, need.expires_on) == ("open", today() + timedelta(days=180))


def test_it_is_closed_with_a_reason_of_the_list(exchange, need):
    with pytest.raises(ValidationError):
        services.close(exchange.seeking.user, Need, need.pk, "whatever")
    services.close(exchange.seeking.user, Need, need.pk, "elsewhere")
    need.refresh_from_db()
    assert (need.state, need.closing_reason) == ("closed", "elsewhere")


def test_a_stranger_changes_nothing(exchange, need):
    need = published(exchange, need)
    for act in (
        lambda: services.edit(exchange.stranger.user, Need, need.pk, {"title": "x"}),
        lambda: services.close(exchange.stranger.user, Need, need.pk, "elsewhere"),
        lambda: services.renew(exchange.other_broker, Need, need.pk),
    ):
        with pytest.raises(PermissionDenied):
            act()
