"""Where the money of each platform stands: instalments with what was paid, sums, lights. Nothing here is stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from keqiao.web.funding.documents import PAYMENT_LIGHTS
from keqiao.web.funding.models import Instalment, InstalmentTerm, Payment, ProposalLine, Spending
from keqiao.web.site.tables import Light
from keqiao.web.site.tables.due import due_words

NONE = Decimal(0)
WORST: tuple[Light, ...] = ("bad", "watch", "good", "none")


@dataclass(frozen=True)
class InstalmentBalance:
    """An instalment on a day: what was paid of it, when it is due, its light and why."""

    instalment: Instalment
    paid: Decimal
    due_on: date | None
    condition: str
    light: Light
    why: str

    @property
    def left(self) -> Decimal:
        """What is still to be paid (元)."""
        return self.instalment.amount - self.paid


@dataclass(frozen=True)
class PlatformBalance:
    """The money of a platform: allocated, paid, used (元), its instalments; the light is that of its worst one."""

    line: ProposalLine
    parts: tuple[InstalmentBalance, ...]
    used: Decimal

    @property
    def allocated(self) -> Decimal:
        """What the decision gives."""
        return self.line.amount

    @property
    def paid(self) -> Decimal:
        """What stands as paid out."""
        return sum((part.paid for part in self.parts), NONE)

    @property
    def unpaid(self) -> Decimal:
        """What is still to be paid out."""
        return self.allocated - self.paid

    @property
    def unused(self) -> Decimal:
        """What is paid out and not yet used."""
        return self.paid - self.used

    @property
    def worst(self) -> InstalmentBalance | None:
        """The instalment that most asks for a look, of equal ones one to be paid; None where nothing is to be paid."""
        return min(self.parts, key=lambda part: (WORST.index(part.light), part.left == 0), default=None)

    @property
    def next(self) -> InstalmentBalance | None:
        """The first instalment that is not fully paid."""
        return next((part for part in self.parts if part.left > 0), None)


@dataclass(frozen=True)
class PoolBalance:
    """The sums over platforms (元)."""

    allocated: Decimal
    paid: Decimal
    used: Decimal

    @classmethod
    def of(cls, platforms: Iterable[PlatformBalance]) -> PoolBalance:
        """Return the sums of ``platforms``."""
        rows = list(platforms)
        return cls(
            sum((row.allocated for row in rows), NONE),
            sum((row.paid for row in rows), NONE),
            sum((row.used for row in rows), NONE),
        )

    @property
    def unpaid(self) -> Decimal:
        """Still to be paid out."""
        return self.allocated - self.paid

    @property
    def unused(self) -> Decimal:
        """Paid out and not yet used."""
        return self.paid - self.used


def share(part: Decimal, whole: Decimal) -> Decimal | None:
    """Return a part of a whole as a share; None of nothing."""
    return part / whole if whole else None


def balances(lines: Sequence[ProposalLine], today: date) -> list[PlatformBalance]:
    """Return where the money of each of ``lines`` stands, in their order; five queries whatever their number."""
    keys = [line.pk for line in lines]
    paid = dict(
        Payment.objects.filter(instalment__line__in=keys)
        .order_by()
        .values_list("instalment")
        .annotate(total=Sum("amount"))
    )
    used = dict(
        Spending.objects.filter(line__in=keys).order_by().values_list("line").annotate(total=Sum("amount"))
    )
    terms = {
        term.instalment_id: term
        for term in InstalmentTerm.objects.filter(instalment__line__in=keys).order_by("pk")
    }
    soon = PAYMENT_LIGHTS.in_force().soon
    parts: dict[int, list[InstalmentBalance]] = {}
    for instalment in Instalment.objects.filter(line__in=keys).select_related(
        "line__platform", "line__proposal__pool"
    ):
        part = _part(instalment, paid.get(instalment.pk, NONE), terms.get(instalment.pk), today, soon)
        parts.setdefault(instalment.line_id, []).append(part)
    return [PlatformBalance(line, tuple(parts.get(line.pk, ())), used.get(line.pk, NONE)) for line in lines]


def _part(
    instalment: Instalment, paid: Decimal, term: InstalmentTerm | None, today: date, soon: int
) -> InstalmentBalance:
    due_on, condition = (term.due_on, term.condition) if term is not None else (None, "")
    light: Light
    if paid >= instalment.amount:
        light, why = "good", _("paid")
    elif due_on is None:
        light, why = "none", _("no due date set")
    elif (days := (due_on - today).days) < 0:
        light, why = "bad", due_words(days)
    else:
        light, why = ("watch" if days <= soon else "good"), due_words(days)
    return InstalmentBalance(instalment, paid, due_on, condition, light, why)
