"""Two firms with users of their own, one with yearly reports; a programme with both sides of a band and an unknown."""

from __future__ import annotations

from types import SimpleNamespace

from tests.golden import golden

from keqiao.web.accounts.models import Unit
from keqiao.web.audit.clock import today
from keqiao.web.programmes.assessments import assess_all
from keqiao.web.programmes.demonstration import put_into_force
from keqiao.web.programmes.library import PROGRAMMES
from keqiao.web.registry.models import Firm, FirmReport, Organisation

TEXT = """
programme: 1
code: growth
version: "2026"
name: {zh: 成长补助, en: Growth subsidy}
issuer: {zh: 示范市科技局, en: Science bureau of the demonstration city}
kind: fund
level: municipal
valid_from: 2020-01-01
measures:
  - {code: revenue, name: {zh: 营业收入, en: Revenue}, unit: 万元, type: money}
  - {code: rd, name: {zh: 研发费用, en: R&D expenditure}, unit: 万元, type: money}
  - {code: serious_events, name: {zh: 重大事故, en: Serious events}, unit: 起, type: count}
conditions:
  - code: share
    name: {zh: 研发强度, en: R&D intensity}
    when: "rd >= revenue * CASE WHEN revenue <= 5000 THEN 0.05 ELSE 0.04 END"
  - {code: clean, name: {zh: 无事故, en: No event}, value: serious_events, compare: "=", than: 0, unit: 起}
benefits:
  - {code: grant, name: {zh: 补助, en: Grant}, formula: "0.1 * rd", unit: 万元, most: 50}
"""


def _firm(user_with, code: str, name: str) -> SimpleNamespace:
    unit = Unit.objects.create(code=code, name=name, kind=Unit.Kind.FIRM)
    organisation = Organisation.objects.create(name=name)
    firm = Firm.objects.create(organisation=organisation, unit=unit, local=True)
    return SimpleNamespace(
        unit=unit,
        organisation=organisation,
        firm=firm,
        user=user_with("firm", unit=unit, username=f"{code}_1"),
    )


@golden
def town(user_with):
    """Firm one: revenue 5 000 万元, R&D 249 万元 (4.98 %); firm two: no report."""
    made = SimpleNamespace(
        officer=user_with("bureau_officer", username="officer_1"),
        other=user_with("bureau_officer", username="officer_2"),
        one=_firm(user_with, "one", "甲电池有限公司"),
        two=_firm(user_with, "two", "乙材料有限公司"),
    )
    year = today().year - 1
    FirmReport.objects.create(
        firm=made.one.firm, year=year, revenue=50_000_000, rd_spend=2_490_000, employees=80
    )
    made.version = PROGRAMMES.add(made.officer, {"text": TEXT, "source": "示范"})
    put_into_force(made.version, made.officer, made.other)
    assess_all()
    return made
