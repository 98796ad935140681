"""Whatever is paid, used, shared and taken back in whatever order: no sum is ever exceeded."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import examples

from keqiao.web.funding.models import Payment, Spending
from keqiao.web.funding.payments.services import payments, teams, uses
from keqiao.web.funding.payments.services.pool_locks import paid_sum, used_sum

DAY = date(2024, 5, 6)
AMOUNTS = st.decimals("0.01", "950000", places=2)
STEPS = st.one_of(
    st.tuples(st.just("pay"), st.sampled_from((1, 2)), AMOUNTS),
    st.tuples(st.just("use"), st.just(0), AMOUNTS),
    st.tuples(st.just("share"), st.just(0), AMOUNTS),
    st.tuples(st.just("reverse_payment"), st.integers(0, 5), st.just(Decimal(0))),
    st.tuples(st.just("reverse_use"), st.integers(0, 5), st.just(Decimal(0))),
)


class Example(Exception):
    """Takes an example back."""


@settings(
    max_examples=examples(25, again=3),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, min_size=3, max_size=12))
def test_no_sum_is_exceeded(line, finance, director, clerk, team, steps):  # noqa: PLR0917
    try:
        with transaction.atomic():
            for number, step in enumerate(steps):
                fits = expected(line, *step)
                taken = act((line, finance, director, clerk, team), number, *step)
                assert fits is None or taken == fits
                holds(line)
            raise Example
    except Example:
        pass


def act(world, number, kind, place, amount):
    """Take a step; whether it was refused."""
    line, finance, director, clerk, team = world
    pool = line.proposal.pool_id
    try:
        if kind == "pay":
            key = line.instalments.get(number=place).pk
            payments.pay(finance, pool, [payments.Paid(key, amount, DAY, f"V{number}")])
        elif kind == "use":
            uses.report_use(clerk, line.pk, uses.Used("research", amount, DAY, "试剂"))
        elif kind == "share":
            weights = {person.pk: Decimal(1) for person in team[:3]}
            share = teams.propose(clerk, line.pk, weights, amount, DAY)
            teams.confirm(director, line.pk, share.pk)
        elif kind == "reverse_payment":
            rows = Payment.objects.order_by("pk")[place : place + 1]
            return all(payments.reverse_payment(finance, pool, row.pk, "错") for row in rows)
        else:
            rows = Spending.objects.order_by("pk")[place : place + 1]
            return all(uses.reverse_use(director, line.pk, row.pk, "错") for row in rows)
    except ValidationError:
        return False
    return True


def expected(line, kind, place, amount):
    """Whether a payment or use fits, from all rows; None for the other steps."""
    if kind == "pay":
        instalment = line.instalments.get(number=place)
        return amount + sum(row.amount for row in instalment.payments.all()) <= instalment.amount
    if kind == "use":
        paid = sum(row.amount for row in Payment.objects.filter(instalment__line=line))
        return amount + sum(row.amount for row in line.spendings.all()) <= paid
    return None


def holds(line):
    """What must be true after every step."""
    for instalment in line.instalments.all():
        paid = instalment.payments.aggregate(total=Sum("amount"))["total"] or Decimal(0)
        assert 0 <= paid <= instalment.amount
    paid, used, team = paid_sum(line), used_sum(line), teams.handed_on(line)
    assert 0 <= used <= paid <= line.amount
    assert 0 <= team <= used
    for model in (Payment, Spending):
        for row in model.objects.exclude(reverses=None).select_related("reverses"):
            assert row.amount == -row.reverses.amount
