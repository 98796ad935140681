"""Fifty clerks of twenty-five platforms save at the same moment; the tests say on which database."""

from __future__ import annotations

import threading
from decimal import Decimal

from django.db import connections
from tests.web.returns.conftest import collection_of, people_of, person, platform_of

from keqiao.web.accounts.roles import ensure_roles
from keqiao.web.audit import chain
from keqiao.web.procedures.refusals import ChangedMeanwhile
from keqiao.web.registry.models import Platform
from keqiao.web.returns.models import Cell, Return, Step
from keqiao.web.returns.services.filling import CellEntry, save_cells

PLATFORMS, TURNS = 25, 2
OWN = {"total_expenditure": Decimal(1), "rd_expenditure": Decimal(100)}
"""The figure that each of a platform's two clerks writes alone, and what that clerk adds to the third, again and again:
different amounts, because two people who write the same value do not contradict each other."""


def add(user, pk, amount):
    """Read a figure and write more, anew when the other clerk was quicker."""
    while True:
        cell = Cell.objects.get(form=pk, item__measure__code="market_income")
        try:
            save_cells(
                user,
                pk,
                {"market_income": CellEntry((cell.value or Decimal(0)) + amount, since=cell.edition)},
            )
        except ChangedMeanwhile:
            continue
        return


def save(user, pk, code, amount, failed):
    """What one clerk does."""
    try:
        for turn in range(TURNS):
            save_cells(user, pk, {code: CellEntry(Decimal(turn + 1))})
            add(user, pk, amount)
    except Exception as error:
        failed.append(repr(error))
    finally:
        connections.close_all()


def fifty_clerks_save_at_once():
    """Set the city up, let them save, and look that nothing is lost."""
    world = people_of(ensure_roles())
    platforms = [platform_of(number) for number in range(3, PLATFORMS + 3)]
    collection = collection_of(world, platforms=platforms)
    work, failed = [], []
    for form in Return.objects.filter(collection=collection).select_related("platform__unit"):
        for place, (code, amount) in enumerate(OWN.items()):
            clerk = person({}, f"{form.platform.code}_{place}", "platform_clerk", form.platform.unit)
            work.append(threading.Thread(target=save, args=(clerk, form.pk, code, amount, failed)))
    assert len(work) == 50
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    assert not failed, failed[:3]
    assert Platform.objects.count() == PLATFORMS + 2
    values = Cell.objects.filter(form__collection=collection).values_list("item__measure__code", "value")
    written = {code: {value for name, value in values if name == code} for code in ("market_income", *OWN)}
    expected = {code: {Decimal(TURNS)} for code in OWN} | {"market_income": {TURNS * sum(OWN.values())}}
    assert written == expected, written
    assert Step.objects.filter(action="fill").count() == 50 * 2 * TURNS
    assert chain.verify().ok
