"""The door to the engine: what was entered → a case, and what follows from it by the law it goes by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from keqiao.engine.documents import Positions
from keqiao.engine.transfer import (
    TRANSFER_CASE,
    IncomeSharing,
    NoRuleError,
    TransferCase,
    TransferLaw,
    share_income,
)
from keqiao.web.site.foreign_files import language
from keqiao.web.transfer.documents import LAW
from keqiao.web.transfer.models import IncomeDistribution
from keqiao.working_days import last_day_of_period


def case_from(data: Mapping[str, Any]) -> TransferCase:
    """Return the case of what was entered. Raises ValidationError with everything that is wrong, and what to do."""
    reading = TRANSFER_CASE.read_data(dict(data), Positions(file="-", data=dict(data)))
    if reading.usable is None:
        raise ValidationError([_sentence(problem) for problem in reading.errors])
    return reading.usable


def _sentence(problem: Any) -> str:
    remedy = "" if problem.remedy is None else problem.remedy.in_language(language())
    return f"{problem.message.in_language(language())} {remedy}".strip()


def shared(case: TransferCase, law: TransferLaw) -> IncomeSharing:
    """Return what follows from a case. Raises ValidationError where nothing sets a share."""
    try:
        return share_income(case, law)
    except NoRuleError as error:
        raise ValidationError(error.in_language(language())) from error


def sharing_of(row: IncomeDistribution) -> IncomeSharing:
    """Return what follows from a distribution by the law that it goes by, its own publicity counted."""
    data = dict(row.case)
    if row.published_on is not None:
        data["reward_publicity"] = {"from": row.published_on, "objection": row.objection} | (
            {"until": row.public_until} if row.public_until is not None else {}
        )
    return shared(case_from(data), LAW.used_by(row.documents))


def end_of_publicity(row: IncomeDistribution, day: date) -> date:
    """Return the last day of a publicity that begins on ``day``; where the law asks for none, one day is enough.

    Where the holidays of that time are not known, twice the days and ten more: no holidays make it longer.
    """
    provision = LAW.used_by(row.documents).in_force("reward_publicity", day)
    if provision is None:
        return day
    days = provision.count("days") or 0
    last = last_day_of_period(day, days, working=bool(provision.count("working")))
    return last or day + timedelta(days=2 * days + 10)
