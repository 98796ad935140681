"""Two finance officers pay one instalment and two clerks use the money at once; the tests say on which database."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import connections
from django.db.models import Sum
from tests.web.funding.payments.conftest import city_of_platforms, decided_pool

from keqiao.web.accounts.models import User
from keqiao.web.accounts.roles import ensure_roles
from keqiao.web.audit import chain
from keqiao.web.funding.models import Payment, Spending
from keqiao.web.funding.payments.services import payments, uses

DAY = date(2024, 5, 6)
TRIES, HANDS = 4, 3
"""Each hand tries so often; together they ask for 12 × 10 万元, where 90 may be paid and what is paid may be used."""
EACH = Decimal(100_000)


def person(name, role, unit=None):
    user = User.objects.create_user(name, display_name=name, unit=unit)
    user.roles.add(ensure_roles()[role])
    return user


def many_hands_at_once():
    """Let them work, and look that no sum is exceeded and the log's chain holds."""
    platforms = city_of_platforms()
    line = decided_pool(person("officer", "bureau_officer"), platforms).chosen.lines.get(
        platform=platforms[0]
    )
    instalment, pool = line.instalments.get(number=1), line.proposal.pool
    failed: list[str] = []

    def pay(user, hand):
        for turn in range(TRIES):
            entry = payments.Paid(instalment.pk, EACH, DAY, f"V{hand}-{turn}")
            tried(lambda entry=entry: payments.pay(user, pool.pk, [entry]))
        connections.close_all()

    def use(user, _hand):
        for _turn in range(TRIES):
            tried(lambda: uses.report_use(user, line.pk, uses.Used("research", EACH, DAY, "试剂")))
        connections.close_all()

    def tried(act):
        try:
            act()
        except ValidationError:
            pass
        except Exception as error:
            failed.append(repr(error))

    people = [(pay, person(f"f{n}", "finance_officer")) for n in range(HANDS)]
    people += [(use, person(f"c{n}", "platform_clerk", platforms[0].unit)) for n in range(HANDS)]
    threads = [threading.Thread(target=act, args=(who, hand)) for hand, (act, who) in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed, failed[:3]
    paid = Payment.objects.aggregate(total=Sum("amount"))["total"]
    used = Spending.objects.aggregate(total=Sum("amount"))["total"] or 0
    assert paid == instalment.amount and used <= paid, (paid, used)
    assert chain.verify().ok
