"""The use of the money: categories of the rules, never more than paid, reversals, whose money it is."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from django.utils import timezone, translation
from tests.web.funding.payments.conftest import WITHOUT, decided_pool
from tests.web.papers import PDF

from keqiao.web.audit.frozen import Frozen
from keqiao.web.facts.models import Evidence
from keqiao.web.funding.models import Spending
from keqiao.web.funding.payments.services import payments, uses
from keqiao.web.funding.payments.services.uses import Used

DAY = date(2024, 6, 3)


@pytest.fixture
def paid_line(finance, pool, line):
    """90 万元 are paid."""
    entry = payments.Paid(line.instalments.get(number=1).pk, Decimal(900_000), date(2024, 5, 6), "V1")
    payments.pay(finance, pool.pk, [entry])
    return line


def used(amount, category="research", day=DAY, purpose="试剂"):
    return Used(category, Decimal(amount), day, purpose, "J-7")


def test_a_use_is_kept_with_its_file(paid_line, clerk, other_director):
    upload = ContentFile(PDF, name="i.pdf")
    entry = uses.report_use(clerk, paid_line.pk, used("123.45"), upload=upload)
    assert Spending.objects.get() == entry and entry.amount == Decimal("123.45")
    assert entry.file in Evidence.objects.visible_to(clerk)
    assert entry.file not in Evidence.objects.visible_to(other_director)


def test_a_barred_category_names_the_rule(paid_line, director):
    for language, word in (("zh-hans", "不得发放个人奖金"), ("en", "No bonuses from this money")):
        with translation.override(language), pytest.raises(ValidationError, match=word):
            uses.report_use(director, paid_line.pk, used(1, "bonus"))
    for code in ("", "nothing", "x" * 500, "incentive"):
        with pytest.raises(ValidationError):
            uses.report_use(director, paid_line.pk, used(1, code))


def test_rules_without_uses_have_no_categories(officer, finance, platforms, director):
    pool = decided_pool(officer, platforms, WITHOUT)
    line = pool.chosen.lines.get(platform=platforms[0])
    assert [part.amount for part in line.instalments.all()] == [line.amount]
    payments.pay(finance, pool.pk, [payments.Paid(line.instalments.get().pk, Decimal(10), DAY, "V1")])
    with pytest.raises(ValidationError):
        uses.report_use(director, line.pk, used(1, "research"))
    uses.report_use(director, line.pk, used(1, ""))


def test_no_more_than_was_paid(paid_line, director):
    uses.report_use(director, paid_line.pk, used("899999.99"))
    with pytest.raises(ValidationError) as error:
        uses.report_use(director, paid_line.pk, used("0.02"))
    assert all(figure in error.value.messages[0] for figure in ("90.00", "89.999999", "0.000001"))
    uses.report_use(director, paid_line.pk, used("0.01"))


def test_days_and_amounts_and_words_that_are_none(paid_line, director):
    wrong = [
        used(1, day=date(2024, 3, 1)),
        used(1, day=timezone.localdate() + timedelta(days=1)),
        used("0.001"),
        used(-1),
        used(1, purpose=" \0"),
        used(1, purpose="x" * 301),
    ]
    for entry in wrong:
        with pytest.raises(ValidationError):
            uses.report_use(director, paid_line.pk, entry)


def test_a_use_is_taken_back_once(paid_line, director):
    entry = uses.report_use(director, paid_line.pk, used(10))
    back = uses.reverse_use(director, paid_line.pk, entry.pk, "记错")
    assert (back.amount, back.reverses, back.category) == (-10, entry, "research")
    for key in (entry.pk, back.pk):
        with pytest.raises(ValidationError):
            uses.reverse_use(director, paid_line.pk, key, "再次")
    with pytest.raises(Http404):
        uses.reverse_use(director, paid_line.pk, 2**70, "x")


def test_only_the_own_platform_reports(paid_line, other_director, finance, officer):
    with pytest.raises(Http404):
        uses.report_use(other_director, paid_line.pk, used(1))
    for user in (finance, officer):
        with pytest.raises(PermissionDenied):
            uses.report_use(user, paid_line.pk, used(1))


def test_uses_are_frozen(paid_line, director):
    entry = uses.report_use(director, paid_line.pk, used(10))
    entry.amount = Decimal(20)
    for act in (entry.save, entry.delete, lambda: Spending.objects.update(amount=1)):
        with pytest.raises(Frozen):
            act()
    for statement in ("UPDATE funding_spending SET amount = 1", "DELETE FROM funding_spending"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
