"""What the law sets, as data: shares, days and years with their article, from when until when; old versions stay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from keqiao.engine.documents import DocumentFinding, DocumentForm, NamedPart, Positions, error_at
from keqiao.engine.documents.parts import Part
from keqiao.language import Bilingual, Message, message

PACKAGED = Path(__file__).with_name("law.yaml")
Topic = Literal[
    "reward_floor",
    "own_rule",
    "main_contributors",
    "price_publicity",
    "reward_publicity",
    "cash_reward_tax",
    "transfer_income_tax",
    "equity_tax",
    "leaders_shares",
    "capital_term",
    "late_payment",
    "capital_in_kind",
    "overvalued",
]


class Provision(NamedPart):
    """What an article sets on one topic from a day on. ``until`` is its last day; None: still in force.

    ``values`` are numbers by name (shares in %, days, years); ``latest`` a day by which all must be done;
    ``checked`` whether somebody has read it in the text of the law itself.
    """

    topic: Topic
    start: date = Field(alias="from")
    until: date | None = None
    latest: date | None = None
    checked: bool
    values: dict[str, Annotated[Decimal, Field(ge=0)]] = {}

    def share(self, name: str) -> Fraction | None:
        """A share of :attr:`values` as a part of 1; None where the article sets none."""
        value = self.values.get(name)
        return None if value is None else Fraction(value) / 100

    def count(self, name: str) -> int | None:
        """A number of days, months or years; None where the article sets none."""
        value = self.values.get(name)
        return None if value is None else int(value)

    @property
    def cited(self) -> Message | Bilingual:
        """The article as it is cited: one that nobody has read in the original says so."""
        return self.name if self.checked else message("{article} (for reference)", article=self.name)


class TransferLaw(Part):
    """All provisions that the calculations read."""

    transfer_law: int = 1
    code: str
    name: Bilingual
    version: str
    provisions: tuple[Provision, ...]

    def in_force(self, topic: Topic, day: date) -> Provision | None:
        """What is in force on ``day``; None where the law set nothing then."""
        for provision in self.provisions:
            if (
                provision.topic == topic
                and provision.start <= day
                and (provision.until is None or day <= provision.until)
            ):
                return provision
        return None


def _check(law: TransferLaw, positions: Positions) -> Iterator[DocumentFinding]:
    for at, provision in enumerate(law.provisions):
        if provision.until is not None and provision.until < provision.start:
            yield error_at(
                positions,
                ("provisions", at, "until"),
                message("the last day lies before the first"),
                "law.days",
            )
        for earlier in law.provisions[:at]:
            first, second = sorted((earlier, provision), key=lambda rule: rule.start)
            if first.topic == second.topic and (first.until is None or first.until >= second.start):
                yield error_at(
                    positions,
                    ("provisions", at, "from"),
                    message(
                        "{first} and {second} are in force together", first=first.code, second=second.code
                    ),
                    "law.overlap",
                    message("Write the last day of the older one in `until`."),
                )


TRANSFER_LAW = DocumentForm(
    TransferLaw,
    _check,
    lambda: {"transfer_law": PACKAGED},
    message("these are no legal parameters: keys such as transfer_law, version and provisions are needed"),
)


@lru_cache(maxsize=1)
def packaged_law() -> TransferLaw:
    """The parameters that come with the package."""
    return TRANSFER_LAW.load(PACKAGED)
