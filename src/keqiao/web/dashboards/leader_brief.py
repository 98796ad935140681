"""What a leader asks beside figures: the year in one sentence, money against results, what is overdue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.in_charge import directors
from keqiao.web.dashboards.homes import due, late_returns
from keqiao.web.dashboards.lights import lights
from keqiao.web.funding.models import Pool
from keqiao.web.funding.payments.balances import PlatformBalance
from keqiao.web.funding.payments.selectors import board
from keqiao.web.funding.payments.tables import statement_url
from keqiao.web.grading.models import GradeLine
from keqiao.web.grading.official_results import GradingOfPeriod
from keqiao.web.grading.tables import why_url
from keqiao.web.procedures.declaration import ToDo
from keqiao.web.registry.models import Platform
from keqiao.web.site import numbers
from keqiao.web.site.punctuation import in_sequence, listed
from keqiao.web.site.rooms import Registry
from keqiao.web.site.tables import Cell, Column, Table

SEES_MONEY = "funding.view"
MOST = 20
"""Platforms that are listed or named at once."""


OVERDUE: Registry[Callable[[Actor], list[ToDo]]] = Registry("dashboards.overdue")
"""What else is overdue, as the rooms say it."""


@dataclass(frozen=True)
class PoolMoney:
    """A decided pool and where the money of each platform stands."""

    pool: Pool
    balances: Sequence[PlatformBalance]


def newest_money(user: Actor) -> PoolMoney | None:
    """Return the decided pool of the newest period and where its money stands; None for who may not see it all."""
    if user.scope_for(SEES_MONEY) != "all":
        return None
    pools = Pool.objects.visible_to(user).filter(state=Pool.State.DECIDED)
    pool = pools.select_related("grading").order_by("-period", "-decided_at").first()
    return None if pool is None else PoolMoney(pool, board(user, pool))


def money_table(money: PoolMoney, stands: GradingOfPeriod | None) -> Table:
    """Return what each platform was given, paid and has used beside the grade that stands, and who is in charge; of
    very many platforms those that were given most.
    """
    balances = money.balances
    if is_cut := len(balances) > MOST:
        balances = sorted(balances, key=lambda balance: -balance.allocated)[:MOST]
    platforms = [balance.line.platform for balance in balances]
    lines = stands.lines_of(platforms) if stands is not None else {}
    people = people_of(platforms)
    rows = [
        _money_row(balance, lines.get(balance.line.platform.code), stands, people) for balance in balances
    ]
    columns = [
        Column("platform", _("Platform")),
        Column("in_charge", _("Person in charge")),
        Column("allocated", _("Allocated"), "money", total=not is_cut),
        Column("paid", _("Paid"), "money", total=not is_cut),
        Column("used", _("Used"), "money", total=not is_cut),
        Column("light", pgettext("payments", "Standing")),
    ]
    if stands is not None:
        heading = f"{_('Grade')} {stands.period} {stands.mark}"
        columns[2:2] = [Column("grade", heading), Column("total", _("Total points"), "number", decimals=2)]
    title = _("Money against results: %(pool)s") % {"pool": money.pool.title}
    note = _("The %(n)s largest of %(count)s platforms.") % {"n": MOST, "count": len(money.balances)}
    return Table(
        title,
        columns,
        rows,
        unit=_("10k yuan"),
        as_of=money.pool.period,
        note=note if is_cut else "",
        name="money",
    )


def _money_row(
    balance: PlatformBalance,
    graded: GradeLine | None,
    stands: GradingOfPeriod | None,
    people: Mapping[int, str],
) -> dict[str, object]:
    platform = balance.line.platform
    worst = balance.worst
    row: dict[str, object] = {
        "platform": Cell(str(platform), url=platform.get_absolute_url()),
        "in_charge": people.get(platform.unit_id, "") if platform.unit_id else "",
        "allocated": Cell(balance.allocated, url=statement_url(balance.line)),
        "paid": balance.paid,
        "used": balance.used,
        "light": Cell(worst.why, light=worst.light) if worst is not None else "",
    }
    if graded is not None and stands is not None:
        url = why_url(stands.grading, graded)
        row["grade"] = Cell(
            graded.grade_code,
            text=graded.grade or numbers.NOTHING,
            url=url,
            light=lights().of_grade(graded.grade_code),
        )
        row["total"] = Cell(graded.total, url=url)
    return row


def overdue(user: Actor, money: PoolMoney | None) -> list[ToDo]:
    """Return what is overdue now, each with the page that lists it: returns, dates of the registers, payments."""
    waiting = [*late_returns(user), *(line for line in due(user) if line.tone == "bad")]
    waiting += [line for give in OVERDUE for line in give(user)]
    parts = [part for balance in money.balances for part in balance.parts] if money else []
    late = sum(1 for part in parts if part.left > 0 and part.light == "bad")
    if money is not None and late:
        address = reverse("funding:payments", args=(money.pool.pk,))
        waiting.append(ToDo(_("Payments overdue: %(count)d") % {"count": late}, address, "bad"))
    return waiting


def sentence(stands: GradingOfPeriod | None, money: PoolMoney | None, late: Sequence[ToDo]) -> str:
    """Say in a sentence: grades, who failed, money paid of the money allocated, what is late."""
    parts = []
    if stands is not None:
        lines = list(stands.lines.values())
        counts = Counter(line.grade or numbers.NOTHING for line in lines)
        held = listed(_("%(grade)s %(count)d") % {"grade": grade, "count": n} for grade, n in counts.items())
        parts.append(
            _("%(period)s (%(mark)s): %(grades)s")
            % {"period": stands.period, "mark": stands.mark, "grades": held}
        )
        failed = [line.platform for line in lines if lights().of_grade(line.grade_code) == "bad"]
        if failed:
            parts.append(_("to be looked at: %(names)s") % {"names": _first(failed)})
    if money is not None:
        paid = sum((balance.paid for balance in money.balances), Decimal(0))
        given = sum((balance.allocated for balance in money.balances), Decimal(0))
        parts.append(
            _("money of %(period)s: %(paid)s of %(given)s (10k yuan) paid out")
            % {"period": money.pool.period, "paid": numbers.money(paid), "given": numbers.money(given)}
        )
    if late:
        parts.append(listed(line.text for line in late))
    return in_sequence(parts) + _(".") if parts else ""


def _first(platforms: Sequence[Platform]) -> str:
    """The names of platforms, of very many the first."""
    names = listed(platforms[:MOST])
    return f"{names}…" if len(platforms) > MOST else names


def people_of(platforms: Sequence[Platform]) -> dict[int, str]:
    """Return who is in charge of platforms, by the key of their unit."""
    return directors(platform.unit_id for platform in platforms if platform.unit_id is not None)
