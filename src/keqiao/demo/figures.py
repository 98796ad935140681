"""What platforms and firms report: accounts, work, expert ratings, firm reports, insured employment."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from random import Random

from .calendar import YEARS, end_of, quarters, start_of
from .contracts import hundreds, market_income
from .corrections import add_corrections
from .ledger import OPENING_YEAR, SEASON, Ledger
from .plan import PLANS, PlatformPlan
from .rows import City

_TAX_RATE = {"12": 0.022, "52": 0.031, "91": 0.053}
_EXPERTS = 7


def add_figures(city: City, random: Random) -> None:
    """Append all figures to ``city``; registers must be complete before."""
    ledger = Ledger(city, random)
    _firm_reports(ledger)
    for plan in PLANS:
        for year in YEARS:
            if plan.opened.year > year:
                continue
            _accounts(ledger, plan, year)
            _work(ledger, plan, year)
            _experts(ledger, plan, year)
    _employment(ledger)
    add_corrections(ledger)
    _business_lines(ledger)


LINES = {
    "研发型": (52, 40),
    "孵化转化型": (38, 34),
    "产业服务型": (16, 74),
    "综合型": (44, 42),
}
"""Product development and technical services in % of operating revenue, by type; incubation is the rest."""


def _business_lines(ledger: Ledger) -> None:
    """Operating revenue of each year by the three business lines, whose sum is the revenue; from year to year the
    share of products grows by a point.
    """
    for plan in PLANS:
        for at, year in enumerate(YEARS):
            if plan.opened.year > year:
                continue
            products, services = LINES[plan.type]
            revenue = plan.revenue[at] * 10_000
            amounts = [hundreds(revenue * share / 100) for share in (products + at, services - at)]
            lines = (*amounts, revenue - sum(amounts))
            for measure, amount in zip(
                ("income_products", "income_services", "income_incubation"), lines, strict=True
            ):
                ledger.put(plan.code, measure, str(year), amount, f"audit-{plan.code}-{year}")


def _accounts(ledger: Ledger, plan: PlatformPlan, year: int) -> None:
    """Revenue, market income, expenditure, R&D, funding and tax of one year; the audit report stands behind them."""
    random = ledger.random
    revenue = plan.revenue[YEARS.index(year)] * 10_000
    partial = 0.35 if plan.opened.year == year and plan.opened.month > 6 else 1.0
    fiscal = Decimal(round(plan.fiscal * partial * random.uniform(0.9, 1.08))) * 10_000
    total = hundreds((revenue + fiscal) * Decimal(str(round(random.uniform(0.93, 1.02), 3))))
    research = hundreds(total * Decimal(str(round(plan.research_share + random.uniform(-0.04, 0.04), 3))))
    market = market_income(plan, year)
    other = hundreds(market * Decimal("0.9") + fiscal * Decimal(str(round(random.uniform(0.05, 0.35), 3))))
    tax = hundreds(revenue * Decimal(str(round(_TAX_RATE[plan.prefix] * random.uniform(0.9, 1.1), 4))))
    evidence = f"audit-{plan.code}-{year}"
    for measure, amount in (
        ("operating_revenue", revenue),
        ("market_income", market),
        ("total_expenditure", total),
        ("rd_expenditure", research),
        ("fiscal_funding", fiscal),
        ("non_fiscal_funding", other),
        ("platform_tax", tax),
    ):
        file = f"tax-{plan.code}-{year}" if measure == "platform_tax" else evidence
        ledger.spread(plan, measure, year, amount, file)


def _work(ledger: Ledger, plan: PlatformPlan, year: int) -> None:
    """Gates, technology readiness, needs of firms, firms served, satisfaction and recognitions of one year."""
    random = ledger.random
    size = 1 + plan.staff / 45
    evidence = f"work-{plan.code}-{year}"
    sums: Counter[str] = Counter()
    open_quarters = [quarter for quarter in quarters(year, year) if end_of(quarter) >= plan.opened]
    for quarter in open_quarters:
        reviewed = random.randint(0, round(size) + 1)
        passed = sum(random.random() < 0.30 + 0.5 * plan.care for _ in range(reviewed))
        accepted = random.randint(1, round(size * (3 if plan.type == "产业服务型" else 2)) + 1)
        fulfilled = sum(random.random() < 0.15 + 0.5 * plan.care for _ in range(accepted))
        counts = {
            "gates_reviewed": reviewed,
            "gates_passed": passed,
            "needs_accepted": accepted,
            "needs_fulfilled": fulfilled,
        }
        sums.update(counts)
        for measure, count in counts.items():
            ledger.put(plan.code, measure, quarter, count, evidence)
    if len(open_quarters) < 4:
        for measure, count in sums.items():
            ledger.put(plan.code, measure, str(year), count, evidence, note=OPENING_YEAR)
    period = str(year)
    buyers = {
        row.buyer
        for row in ledger.city.contracts
        if row.platform == plan.code and row.local and row.registered_on.year == year
    }
    served = len(buyers) + random.randint(3, 10) + (18 if plan.type == "产业服务型" else 0)
    gain = Decimal(str(round(0.5 + 1.1 * plan.care * random.uniform(0.7, 1.1), 1)))
    satisfaction = Decimal(str(round(66 + 30 * plan.care + random.uniform(-3, 3), 1)))
    ledger.put(plan.code, "trl_gain", period, gain, evidence)
    ledger.put(plan.code, "firms_served", period, served, evidence)
    ledger.put(plan.code, "service_satisfaction", period, satisfaction, f"survey-{year}")
    recognised = (plan.code, year) in {
        ("P01", 2023),
        ("P01", 2024),
        ("P04", 2022),
        ("P02", 2024),
        ("P07", 2023),
    }
    ledger.put(plan.code, "national_recognitions", period, int(recognised), evidence)
    ledger.put(plan.code, "late_returns", period, int((plan.code, year) in _LATE))
    ledger.put(plan.code, "serious_incidents", period, 0)


_LATE = {("P12", 2024), ("P06", 2023)}


def _experts(ledger: Ledger, plan: PlatformPlan, year: int) -> None:
    """Seven experts rate the representative results, 0 to 100, in steps of one point."""
    random = ledger.random
    middle = 58 + 22 * plan.care + 9 * (plan.doctors / plan.staff) + 2 * (year - 2022)
    for expert in range(1, _EXPERTS + 1):
        value = max(0, min(100, round(random.gauss(middle, 4.5))))
        ledger.put(
            plan.code,
            "representative_results_rating",
            str(year),
            value,
            f"review-{year}",
            rater=f"评审专家{expert:02d}",
        )


def _firm_reports(ledger: Ledger) -> None:
    """Quarterly revenue, tax and employees of every incubated firm from 2021 on, while it is linked and lives."""
    random, city = ledger.random, ledger.city
    begins: dict[str, date] = {}
    ends: dict[str, date | None] = {}
    home: dict[str, str] = {}
    for link in city.links:
        begins[link.firm] = min(link.started_on, begins.get(link.firm, link.started_on))
        ends[link.firm] = link.ended_on
        home.setdefault(link.firm, link.platform)
    factor = {"P01": 2.6, "P02": 1.3, "P13": 0.5, "P11": 0.5, "P03": 0.8}
    for firm in sorted(begins):
        base = 380 * random.lognormvariate(0, 0.85) * factor.get(home[firm], 1.0)
        growth = min(0.55, max(-0.22, random.gauss(0.11, 0.14)))
        if ends[firm] is not None:
            base, growth = base * 0.35, -0.25
        rate = random.uniform(0.024, 0.044)
        for quarter in quarters(2021, 2024):
            last = ends[firm]
            if begins[firm] > start_of(quarter) or (last is not None and last <= end_of(quarter)):
                continue
            age = (end_of(quarter) - begins[firm]).days / 365
            ramp = min(1.0, 0.45 + age / 4)
            years = (end_of(quarter) - date(2023, 7, 1)).days / 365
            season = SEASON[int(quarter[5]) - 1] * random.uniform(0.85, 1.15)
            yearly = base * ramp * (1 + growth) ** years
            revenue = hundreds(Decimal(str(round(yearly * season * 10_000))))
            tax = hundreds(revenue * Decimal(str(round(rate, 4))))
            employees = max(3, round(yearly / 42) + 2)
            ledger.put(firm, "firm_revenue", quarter, revenue, f"firms-{quarter[:4]}")
            ledger.put(firm, "firm_tax", quarter, tax, f"firms-{quarter[:4]}")
            ledger.put(firm, "firm_employees", quarter, employees, f"firms-{quarter[:4]}")


def _employment(ledger: Ledger) -> None:
    """Insured employees of a platform with its firms at the end of each quarter: staff and 93 %."""
    city = ledger.city
    employees: dict[tuple[str, str], Decimal] = {
        (row.subject, row.period): row.value
        for row in city.figures
        if row.measure == "firm_employees" and row.value is not None
    }
    for plan in PLANS:
        for quarter in quarters(2022, 2024):
            day = end_of(quarter)
            if day < plan.opened:
                continue
            own = sum(
                row.platform == plan.code
                and row.mode == "full_time"
                and row.started_on <= day
                and (row.ended_on is None or row.ended_on >= day)
                for row in city.engagements
            )
            firms = {
                row.firm
                for row in city.links
                if row.platform == plan.code
                and row.started_on <= day
                and (row.ended_on is None or row.ended_on >= day)
            }
            hired = sum(employees.get((firm, quarter), Decimal(0)) for firm in firms)
            insured = own + int(Decimal(hired) * Decimal("0.93"))
            ledger.put(
                plan.code,
                "insured_employment",
                quarter,
                insured,
                f"insurance-{plan.code}",
            )
