"""What happens to reported figures: corrections, verified values, missing figures, late returns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from .contracts import hundreds
from .ledger import Ledger, current_figures


def add_corrections(ledger: Ledger) -> None:
    """Correct four figures, verify five, drop two, and record two returns late."""
    city = ledger.city
    index = {(f.subject, f.measure, f.period): i for i, f in enumerate(city.figures) if not f.rater}

    def correct(subject: str, measure: str, period: str, factor: str, note: str) -> None:
        """What was first reported was ``factor`` times the right value; the right one supersedes it."""
        i = index[subject, measure, period]
        right = city.figures[i]
        assert right.value is not None  # noqa: S101 - the corrected figures are flows that every platform reports
        wrong = (
            hundreds(right.value * Decimal(factor))
            if right.unit == "元"
            else (right.value * Decimal(factor)).quantize(Decimal(1))
        )
        city.figures[i] = replace(right, value=wrong)
        ledger.put(
            subject,
            measure,
            period,
            right.value,
            right.evidence,
            supersedes=right.key,
            note=note,
        )
        latest = city.figures[-1]
        city.figures[-1] = replace(latest, recorded_on=right.recorded_on + timedelta(days=34))
        index[subject, measure, period] = len(city.figures) - 1

    correct("P06", "market_income", "2023Q2", "1.42", "补助款误记入市场化收入，按审计意见更正")
    correct("P05", "rd_expenditure", "2023Q3", "0.71", "漏报设备折旧，补报")
    correct("P09", "total_expenditure", "2022Q4", "0.88", "年末暂估费用入账后更正")
    correct("P11", "needs_accepted", "2024Q1", "3", "重复登记的需求合并")

    def verify(subject: str, measure: str, year: str, factor: str, note: str) -> None:
        """The bureau's verified value of a year beside the reported one."""
        rows = [row for row in current_figures(city)[subject, measure] if row.period[:4] == year]
        total = sum((row.value or Decimal(0) for row in rows), Decimal(0)) * Decimal(factor)
        value = hundreds(total) if rows[0].unit == "元" else total.quantize(Decimal(1))
        ledger.put(subject, measure, year, value, rows[0].evidence, note=note, basis="verified")
        city.figures[-1] = replace(city.figures[-1], recorded_on=date(int(year) + 1, 3, 18))

    verify("P05", "market_income", "2023", "0.93", "核减房租收入")
    verify("P02", "rd_expenditure", "2024", "0.96", "核减不属于研发活动的支出")
    verify("P11", "platform_tax", "2024", "0.9", "不在本市入库的部分核减")
    verify("P01", "market_income", "2023", "1", "核对审计报告，无差异")
    verify("P08", "non_fiscal_funding", "2022", "0.92", "未到账部分核减")

    for key, note in (
        (("P12", "service_satisfaction", "2024"), "有效问卷不足，未出结果"),
        (("P08", "trl_gain", "2023"), "未提交评审记录"),
    ):
        i = index[key]
        city.figures[i] = replace(city.figures[i], value=None, evidence="", note=note)

    for i, row in enumerate(city.figures):
        if (row.subject, row.period) == ("P12", "2024Q2") and row.measure != "insured_employment":
            city.figures[i] = replace(row, recorded_on=date(2024, 8, 19), note="迟报")
        if (row.subject, row.period) == ("P06", "2023Q3"):
            city.figures[i] = replace(row, recorded_on=date(2023, 11, 14), note="迟报")
