"""What the registers tell of subjects: for each organisation a figure and where it comes from, in the figure's unit.

Money stands in 元 in the registers. A figure that needs several years is known where none of them is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet, Sum

from keqiao.engine.eligibility.awards import anniversary
from keqiao.language import Message, message
from keqiao.money import YUAN_PER_WAN
from keqiao.web.programmes.documents import RegisterSource, SubjectFigure
from keqiao.web.registry.models import (
    FirmCertificate,
    FirmReport,
    FundingDeal,
    Organisation,
    Patent,
    PatentOwner,
)


class KnownFigure(NamedTuple):
    """A figure of a subject, a number or a text, and where it comes from in words."""

    value: float | str
    source: Message


Organisations = Iterable[int] | None
"""Keys of organisations; None: all."""
ByOrganisation = dict[int, KnownFigure]


def known_figures(
    figures: Iterable[SubjectFigure], organisations: Organisations, day: date
) -> dict[str, ByOrganisation]:
    """Return what the registers know: code of the figure → organisation → figure; one query for each."""
    keys = None if organisations is None else list(organisations)
    return {
        figure.code: _of_source(figure.from_, figure.unit, keys, day)
        for figure in figures
        if figure.from_ is not None
    }


def _of_source(source: RegisterSource, unit: str, keys: list[int] | None, day: date) -> ByOrganisation:
    register, _dot, name = source.figure.partition(".")
    per = YUAN_PER_WAN if unit == "万元" else Decimal(1)
    known = READERS[register](name, source, per, keys, day)
    if source.absent == "zero":
        subjects = _among(Organisation.objects.filter(IS_SUBJECT), "pk", keys).values_list("pk", flat=True)
        nothing = KnownFigure(0.0, message("not in the register"))
        return dict.fromkeys(subjects, nothing) | known
    return known


IS_SUBJECT = Q(firm__withdrawn_at=None, firm__isnull=False) | Q(
    platform__withdrawn_at=None, platform__isnull=False
)
"""Organisations that are a firm or a platform of the registers."""


def _among(rows: QuerySet[Any], path: str, keys: list[int] | None) -> QuerySet[Any]:
    return rows if keys is None else rows.filter(**{f"{path}__in": keys})


MONEY = frozenset({"revenue", "rd_spend", "tax"})


def _reports(
    name: str, source: RegisterSource, per: Decimal, keys: list[int] | None, day: date
) -> ByOrganisation:
    """Yearly reports: the latest years in a row before the year of ``day``."""
    fields = ("rd_spend", "revenue") if name == "rd_share" else (name,)
    rows = _among(FirmReport.objects.current().filter(year__lt=day.year), "firm__organisation", keys)
    rows = rows.exclude(**{f"{fields[0]}": None}).order_by("firm", "-year")
    listed: dict[int, list[tuple[int, Any]]] = {}
    for organisation, year, *values in rows.values_list("firm__organisation", "year", *fields):
        years = listed.setdefault(organisation, [])
        if len(years) < source.years and (not years or years[-1][0] == year + 1):
            years.append((year, _report_value(name, values)))
    known: ByOrganisation = {}
    for organisation, years in listed.items():
        numbers = [value for _year, value in years]
        if len(years) < source.years or None in numbers:
            continue
        total = sum(numbers, Decimal(0)) / (per if name in MONEY else 1)
        if source.mean:
            total /= source.years
        first, last = years[-1][0], years[0][0]
        period = str(last) if first == last else f"{first}–{last}"
        known[organisation] = KnownFigure(float(total), message("yearly report {period}", period=period))
    return known


def _report_value(name: str, values: list[Any]) -> Decimal | None:
    if name != "rd_share":
        return None if values[0] is None else Decimal(values[0])
    spend, revenue = values
    return 100 * spend / revenue if spend is not None and revenue else None


def _deals(
    name: str, source: RegisterSource, per: Decimal, keys: list[int] | None, day: date
) -> ByOrganisation:
    """Equity that came in within so many years."""
    rows = FundingDeal.objects.current().filter(
        instrument=FundingDeal.Instrument.EQUITY, on__gt=anniversary(day, -source.years), on__lte=day
    )
    sums = _among(rows, "firm__organisation", keys).order_by().values_list("firm__organisation")
    words = message("register of funding deals")
    totals = sums.annotate(total=Sum("amount"))
    return {organisation: KnownFigure(float(amount / per), words) for organisation, amount in totals}


def _certificates(
    name: str, source: RegisterSource, per: Decimal, keys: list[int] | None, day: date
) -> ByOrganisation:
    """Whether a certificate of the kind is valid on the day."""
    rows = FirmCertificate.objects.current().filter(
        Q(expires_on=None) | Q(expires_on__gte=day), kind=name, granted_on__lte=day
    )
    held = set(
        _among(rows, "firm__organisation", keys).order_by().values_list("firm__organisation", flat=True)
    )
    words = message("register of certificates")
    return dict.fromkeys(held, KnownFigure(1.0, words))


def _patents(
    name: str, source: RegisterSource, per: Decimal, keys: list[int] | None, day: date
) -> ByOrganisation:
    """Patents in force that the organisation, or its platform, owns."""
    owners = PatentOwner.objects.current().filter(
        patent__status=Patent.Status.GRANTED, patent__withdrawn_at=None, patent__granted_on__lte=day
    )
    if name != "all":
        owners = owners.filter(patent__kind=name)
    words, known = message("register of patents"), dict[int, KnownFigure]()
    for path in ("organisation", "platform__organisation"):
        counts = _among(owners.exclude(**{path: None}), path, keys).order_by().values_list(path)
        for organisation, count in counts.annotate(count=Count("patent", distinct=True)):
            known[organisation] = KnownFigure(float(count), words)
    return known


def _organisations(
    name: str, source: RegisterSource, per: Decimal, keys: list[int] | None, day: date
) -> ByOrganisation:
    """What the register of organisations tells."""
    rows = _among(Organisation.objects.current(), "pk", keys)
    words = message("register of organisations")
    if name == "registered":
        days = rows.exclude(registered_on=None).values_list("pk", "registered_on")
        return {key: KnownFigure(on.isoformat(), words) for key, on in days}
    companies = rows.filter(legal_form=Organisation.LegalForm.COMPANY).exclude(usci=None)
    return dict.fromkeys(companies.values_list("pk", flat=True), KnownFigure(1.0, words))


Reader = Callable[[str, RegisterSource, Decimal, "list[int] | None", date], ByOrganisation]
READERS: Mapping[str, Reader] = {
    "report": _reports,
    "deal": _deals,
    "certificate": _certificates,
    "patents": _patents,
    "organisation": _organisations,
}
