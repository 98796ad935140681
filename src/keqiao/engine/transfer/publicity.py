"""Publicity in the unit: of name and price before a negotiated contract, of the list of rewards before it is paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from keqiao.engine.findings import Finding
from keqiao.engine.transfer.law import Provision, TransferLaw
from keqiao.engine.transfer.transfer_case import PublicityRecord, TransferCase
from keqiao.language import Message, message
from keqiao.working_days import last_day_of_period


@dataclass(frozen=True)
class PublicityPeriod:
    """A publicity that is asked for: how long, what was recorded, and the last day; None: not begun or not known."""

    name: Message
    provision: Provision
    record: PublicityRecord | None
    last_day: date | None

    @property
    def length(self) -> Message:
        """The days that are asked for."""
        days = self.provision.count("days")
        if self.provision.count("working"):
            return message("{days} working days", days=days)
        return message("{days} days", days=days)

    @property
    def finding(self) -> Finding | None:
        """What is missing: a record, the end, days; None where all is in order."""
        where = {"name": self.name, "article": self.provision.cited}
        if self.record is None:
            sentence = message("{name}: no record of its publicity ({article}).", **where)
            return Finding(
                "warning", sentence, remedy=message("Make it public for {days}.", days=self.length)
            )
        if self.record.objection == "open":
            sentence = message("{name}: an objection is open.", **where)
            return Finding(
                "warning", sentence, remedy=message("Settle it before anything is signed or paid.")
            )
        if self.last_day is None:
            sentence = message(
                "{name}: its last day is not known, for the holidays of that year are not known here.",
                **where,
            )
            return Finding(
                "warning", sentence, remedy=message("Count the days by the yearly notice of holidays.")
            )
        if self.record.until is not None and self.record.until < self.last_day:
            sentence = message(
                "{name}: made public until {until}; {days} last until {last} ({article}).",
                until=self.record.until.isoformat(),
                last=self.last_day.isoformat(),
                days=self.length,
                **where,
            )
            return Finding("warning", sentence, remedy=message("Make it public anew for the whole period."))
        return None


def publicity_periods(case: TransferCase, law: TransferLaw) -> tuple[PublicityPeriod, ...]:
    """What has to be made public: the price where a state unit negotiated it, the rewards where they are cash."""
    state = case.is_bound
    duties = []
    if state and not case.by_year and case.pricing == "negotiated":
        duties.append((message("name and price"), "price_publicity", case.price_publicity))
    if not case.by_year and case.mode != "investment" and (state or case.reward_publicity is not None):
        duties.append((message("list of rewards"), "reward_publicity", case.reward_publicity))
    periods = []
    for name, topic, record in duties:
        provision = law.in_force(topic, case.day)  # type: ignore[arg-type]
        if provision is not None:
            periods.append(period_of_publicity(name, provision, record))
    return tuple(periods)


def period_of_publicity(
    name: Message, provision: Provision, record: PublicityRecord | None
) -> PublicityPeriod:
    """The period that ``provision`` asks for, from the first day of the record."""
    last = (
        None
        if record is None
        else last_day_of_period(
            record.start, provision.count("days") or 0, working=bool(provision.count("working"))
        )
    )
    return PublicityPeriod(name, provision, record, last)
