"""Figures of 2025: rows of the registers, the experts' ratings, and a collection that every platform fills in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from types import SimpleNamespace
from typing import Any

from keqiao.web.accounts.models import User
from keqiao.web.audit.clock import story_at
from keqiao.web.evaluations.models import SchemeVersion
from keqiao.web.evaluations.rated_measures import RatedMeasures, basis_of
from keqiao.web.experts import services as panels
from keqiao.web.experts.models import ExpertPanel
from keqiao.web.experts.services import ScoreEntry
from keqiao.web.facts.models import Measure, SnapshotFigure
from keqiao.web.registry import models as registry
from keqiao.web.registry.changes import change_set
from keqiao.web.registry.identifiers import patent_check_digit
from keqiao.web.registry.models import ChangeSet, Platform
from keqiao.web.registry.registers import BY_MODEL
from keqiao.web.registry.verification import services as verification
from keqiao.web.returns.models import Collection
from keqiao.web.returns.services import collections, filling, locking, review, submission
from keqiao.web.returns.services.collections import RequestedMeasure
from keqiao.web.returns.services.filling import CellEntry

from ..calendar import add_years
from ..experts import GUIDANCE, MEASURE, title
from ..gate_history import GateHistory
from ..generator import SEED, generate
from ..ledger import current_figures
from ..works import attach_statements
from .changes import VERSION
from .people import clerk_of, on, user

YEAR = 2025
LAST_DAY = date(YEAR, 12, 31)
SOURCE = "演示数据"
Rows = dict[type[Any], list[Any]]
"""New rows by their model."""
REQUESTED = (
    "operating_revenue",
    "market_income",
    "total_expenditure",
    "rd_expenditure",
    "fiscal_funding",
    "non_fiscal_funding",
    "platform_tax",
    "insured_employment",
    "national_recognitions",
    "serious_incidents",
)
OPEN, LATE = "P11", "P05"
"""A platform that has not handed in, and one that was late."""


def remaining() -> list[Platform]:
    """The platforms that are in the city's system at the end of 2025."""
    rows = Platform.objects.current().in_force(LAST_DAY).select_related("organisation", "unit")
    return list(rows.order_by("code"))


def enter_register_rows() -> None:
    """Contracts with their receipts, patents, money of projects and firms, yearly reports and months on site of 2025,
    about as many as the year before, verified.
    """
    officer, random = user("officer"), Random(YEAR)  # noqa: S311 - invented rows, nothing secret
    with story_at(on(2026, 1, 8)):
        rows = _outputs(random) | _of_the_year(random)
        with change_set(officer, ChangeSet.Kind.EDIT, reason="2025年度台账（演示数据）") as changes:
            for new in rows.values():
                changes.add(new)
            rows |= _following(rows)
            for model in FOLLOWING:
                changes.add(rows[model])
        for model, new in rows.items():
            if model in BY_MODEL and model.is_verifiable():
                verification.verify(user("reviewer"), BY_MODEL[model], {row.pk: row.version for row in new})
    enter_gate_reviews()


def enter_gate_reviews() -> None:
    """Gate reviews of 2025, as many and with such results as those of the year before; their projects are verified."""
    officer, figures = user("officer"), current_figures(generate(SEED))
    with story_at(on(2026, 1, 9)):
        with change_set(officer, ChangeSet.Kind.EDIT, reason="2025年度转化项目（演示数据）") as changes:
            book = SimpleNamespace(
                platforms={row.code: row for row in remaining()},
                firms={},
                city=SimpleNamespace(links=[]),
                by=lambda day: {"source": SOURCE},
                add=partial(_added, changes),
            )
            history = GateHistory(book, figures, likened=True)
            history.plan([YEAR])
            history.store_projects()
        rows = history.rows.values()
        verification.verify(
            user("reviewer"), BY_MODEL[registry.PipelineProject], {row.pk: row.version for row in rows}
        )
        history.store_reviews({person.username: person for person in User.objects.all()})


def _added(changes: Any, rows: Iterable[Any]) -> list[Any]:
    new = list(rows)
    changes.add(new)
    return new


FOLLOWING = (registry.ContractReceipt, registry.PatentOwner)


def _following(rows: Rows) -> Rows:
    """Rows that refer to new ones: half of each contract is received, each patent has its owner."""
    receipts = [
        registry.ContractReceipt(
            contract=row,
            received_on=min(row.signed_on + timedelta(days=40), LAST_DAY),
            amount=(row.amount / 2).quantize(Decimal(1)),
            source=SOURCE,
        )
        for row in rows[registry.TechContract]
    ]
    owners = [
        registry.PatentOwner(patent=row, platform=platform, source=SOURCE)
        for row, platform in zip(rows[registry.Patent], _owners(), strict=True)
    ]
    return {registry.ContractReceipt: receipts, registry.PatentOwner: owners}


def _owners() -> list[Platform]:
    """Whose invention patents were granted the year before, once for each."""
    rows = registry.PatentOwner.objects.current().filter(
        platform__in=remaining(), patent__granted_on__year=YEAR - 1, patent__kind="invention"
    )
    owners = (row.platform for row in rows.select_related("platform").order_by("pk"))
    return [platform for platform in owners if platform is not None]


def _later(day: date) -> date:
    """The same day of the year that is told."""
    return add_years(day, 1)


def _outputs(random: Random) -> Rows:
    """Contracts, patents, receipts of projects and money that firms raised, each as one of the year before."""

    def grown(value: Decimal) -> Decimal:
        return (value * random.randint(92, 126) / 100).quantize(Decimal(100))

    before = {"platform__in": remaining(), "registered_on__year": YEAR - 1}
    contracts = [
        registry.TechContract(
            registration_no=f"{row.registration_no[:30]}-{YEAR}",
            title=f"{row.title[:280]}（{YEAR}年）",
            kind=row.kind,
            buyer_id=row.buyer_id,
            platform_id=row.platform_id,
            buyer_local=row.buyer_local,
            cluster_id=row.cluster_id,
            amount=(amount := grown(row.amount)),
            tech_amount=min(amount, row.tech_amount) if row.tech_amount is not None else None,
            signed_on=_later(row.signed_on),
            registered_on=min(_later(row.registered_on or row.signed_on), LAST_DAY),
            source=SOURCE,
        )
        for row in registry.TechContract.objects.current().filter(**before).order_by("pk")
    ]
    patents = []
    for number, platform in enumerate(_owners()):
        digits = f"{YEAR - 2}1{7_100_000 + number:07d}"
        patents.append(
            registry.Patent(
                application_no=f"{digits}.{patent_check_digit(digits)}",
                title=f"{platform.short_name}发明专利{YEAR}-{number + 1}（演示）",
                kind="invention",
                filed_on=date(YEAR - 2, 5, 10),
                granted_on=date(YEAR, 1 + number % 12, 3 + number % 25),
                status="granted",
                source=SOURCE,
            )
        )
    receipts = [
        registry.ProjectReceipt(
            participation_id=row.participation_id,
            received_on=_later(row.received_on),
            amount=grown(row.amount),
            source=SOURCE,
        )
        for row in registry.ProjectReceipt.objects.current()
        .filter(received_on__year=YEAR - 1, participation__platform__in=remaining())
        .order_by("pk")
    ]
    deals = [
        registry.FundingDeal(
            firm_id=row.firm_id,
            instrument=row.instrument,
            investor=row.investor,
            amount=grown(row.amount),
            on=_later(row.on),
            private=row.private,
            source=SOURCE,
        )
        for row in registry.FundingDeal.objects.current().filter(on__year=YEAR - 1).order_by("pk")
    ]
    return {
        registry.TechContract: contracts,
        registry.Patent: patents,
        registry.ProjectReceipt: receipts,
        registry.FundingDeal: deals,
    }


def _of_the_year(random: Random) -> Rows:
    """Yearly reports of firms that are still incubated and months on site, a little above those of the year before."""
    linked = registry.IncubationLink.objects.current().filter(valid_to=None).values("firm")
    before = registry.FirmReport.objects.current().filter(year=YEAR - 1, firm__in=linked)
    reports = []
    for row in before.order_by("pk"):
        grown = Decimal(random.randint(92, 124)) / 100
        reports.append(
            registry.FirmReport(
                firm_id=row.firm_id,
                year=YEAR,
                revenue=_grown(row.revenue, grown),
                tax=_grown(row.tax, grown),
                employees=row.employees,
                insured_local=row.insured_local,
                rd_spend=_grown(row.rd_spend, grown),
                source=SOURCE,
            )
        )
    there = registry.SiteMonths.objects.current().filter(
        year=YEAR - 1, engagement__ended_on=None, engagement__platform__in=remaining()
    )
    months = [
        registry.SiteMonths(engagement_id=row.engagement_id, year=YEAR, months=row.months, source=SOURCE)
        for row in there.order_by("pk")
    ]
    return {registry.FirmReport: reports, registry.SiteMonths: months}


def _grown(value: Decimal | None, by: Decimal) -> Decimal | None:
    return None if value is None else (value * by).quantize(Decimal(1))


def rate_results() -> None:
    """The panel of 2025 that was under way ends, after the platforms that left; a second one judges the others."""
    first = ExpertPanel.objects.get(period=str(YEAR), measure__code=MEASURE)
    judged = set(first.subjects.values_list("key", flat=True))
    _finish(first, 3)
    others = [row for row in remaining() if row.pk not in judged]
    officer = user("officer")
    experts = [user(f"expert_{number}") for number in range(1, 6)]
    with story_at(on(2026, 1, 9)):
        panel = panels.prepare(
            officer,
            ExpertPanel(
                title=title(str(YEAR)),
                field="科创平台综合评审",
                source=RatedMeasures.code,
                basis=basis_of(SchemeVersion.objects.get(code="three_pillar", version=VERSION)),
                measure=Measure.objects.get(code=MEASURE),
                period=str(YEAR),
                chair=experts[0],
                guidance=GUIDANCE,
                due_on=date(2026, 1, 23),
            ),
            [row.pk for row in others],
            experts,
        )
        attach_statements(officer, [row.code for row in others], str(YEAR))
        panels.open_panel(officer, panel.pk)
    _finish(panel, 1)


def _finish(panel: ExpertPanel, handed_in: int) -> None:
    """Everybody of a panel declares and hands in, confirms after the discussion, and the panel is closed."""
    seats = list(panel.seats.select_related("expert").order_by("pk"))
    keys = list(panel.subjects.order_by("pk").values_list("key", flat=True))
    with story_at(on(2026, 1, 14)):
        for number, seat in enumerate(seats):
            if seat.declared_at is None:
                panels.declare(seat.expert, panel.pk, dict.fromkeys(keys, (False, "")))
            if seat.first_at is None:
                held = seat.declarations.filter(conflict=True).values_list("subject__key", flat=True)
                scores = {
                    key: ScoreEntry(Decimal(72 + (5 * place + 3 * number) % 20))
                    for place, key in enumerate(keys)
                    if key not in set(held)
                }
                panels.give_scores(seat.expert, panel.pk, scores, hand_in=True)
    with story_at(on(2026, 1, 19)):
        for seat in seats:
            panels.give_scores(seat.expert, panel.pk, {}, hand_in=True)
        panels.close(user("reviewer"), panel.pk)


def fill_in_the_year() -> None:
    """The collection of 2025: filled in, handed in, reviewed twice and locked, but for one platform."""
    officer, reviewer = user("officer"), user("reviewer")
    collection = Collection(
        title=f"{YEAR}年度科创平台绩效评价填报（演示数据）",
        period=str(YEAR),
        form_number="科评N1表",
        issuer="示范市科技局",
        ground="科创平台合作协议（示范文本）第六条",
        valid_until=date(2027, 12, 31),
        instructions="一、本表用于科创平台绩效评价，不属于统计调查。\n二、金额单位为万元。",
        due_on=date(2026, 1, 25),
    )
    with story_at(on(2026, 1, 5)):
        requested = [RequestedMeasure(code) for code in REQUESTED]
        collections.prepare(officer, collection, requested, remaining())
        collections.open_collection(officer, collection.pk)
    values = _values()
    for form in collection.returns.select_related("platform").order_by("platform__code"):
        code = form.platform.code
        clerk = clerk_of(code)
        with story_at(on(2026, 1, 20)):
            filling.save_cells(clerk, form.pk, dict(values[code]))
        if code == OPEN:
            continue
        with story_at(on(2026, 1, 29 if code == LATE else 22)):
            submission.submit(clerk, form.pk, f"{form.platform.short_name}负责人")
        with story_at(on(2026, 2, 4)):
            review.begin(officer, form.pk)
            review.pass_cells(officer, form.pk)
            review.pass_first(officer, form.pk)
        with story_at(on(2026, 2, 9)):
            review.pass_cells(reviewer, form.pk)
            review.pass_second(reviewer, form.pk)
        with story_at(on(2026, 2, 12)):
            locking.lock(officer, form.pk)


def _values() -> dict[str, dict[str, CellEntry]]:
    """What platforms report by code and measure: the year before, grown by some percent."""
    rows = SnapshotFigure.objects.filter(
        snapshot__code="demo-2024",
        basis="reported",
        period=str(YEAR - 1),
        platform__isnull=False,
        measure__code__in=REQUESTED,
    ).values_list("platform__code", "measure__code", "value")
    before = {(code, measure): value for code, measure, value in rows}
    values: defaultdict[str, dict[str, CellEntry]] = defaultdict(dict)
    for place, platform in enumerate(remaining()):
        for measure in REQUESTED:
            value = before.get((platform.code, measure)) or Decimal(0)
            grown = value * (100 + Decimal(place % 5 * 3 - 2)) / 100
            if measure == "serious_incidents":
                grown = Decimal(0)
            values[platform.code][measure] = CellEntry(
                grown.quantize(Decimal(1)), comment="按年度决算和台账填报（演示）"
            )
    return values
