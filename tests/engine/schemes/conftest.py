"""A small scheme to break in one place at a time."""

import pytest

from keqiao.engine.schemes import packaged, read_scheme

SMALL = """\
scheme: 1
code: small
version: "1"
name: {zh: 小方案, en: Small scheme}
attributes:
  - code: kind
    name: {zh: 类型, en: Kind}
    values: {甲: {zh: 甲, en: A}, 乙: {zh: 乙, en: B}}
parameters:
  - {code: least, name: {zh: 最低投入, en: Least}, unit: 万元, value: 10}
  - {code: factor, name: {zh: 系数, en: Factor}, by: kind, values: {甲: 1.0, 乙: 0.8}}
measures:
  - {code: revenue, name: {zh: 营业收入, en: Revenue}, unit: 万元, type: money}
  - {code: spend, name: {zh: 研发投入, en: Spend}, unit: 万元, type: money}
  - {code: staff, name: {zh: 从业人员, en: Staff}, unit: 人, type: count}
  - {code: patents, name: {zh: 有效发明专利, en: Patents in force}, unit: 件, type: count}
  - {code: granted, name: {zh: 当年授权发明专利, en: Patents granted}, unit: 件, type: count}
  - {code: before, name: {zh: 上年营业收入, en: Revenue before}, unit: 万元, previous_of: {measure: revenue}}
  - {code: per_head, name: {zh: 人均营业收入, en: Per head}, unit: 万元/人, formula: "revenue / NULLIF(staff, 0)"}
  - {code: late, name: {zh: 迟报次数, en: Late returns}, unit: 次, type: count, blank: zero}
indicators:
  - code: A
    name: {zh: 投入, en: Input}
    weight: 60
    children:
      - code: A1
        name: {zh: 研发投入占比, en: Spend share}
        unit: "%"
        weight: 40
        formula: 100 * spend / NULLIF(revenue, 0) * factor
        score: {rule: base_full, base: 2, full: 5}
      - code: A2
        name: {zh: 有效发明专利, en: Patents in force}
        unit: 件
        weight: 20
        formula: patents
        score: {rule: steps, steps: [{at: 1, points: 5}, {at: 5, points: 20}]}
  - code: B
    name: {zh: 产出, en: Output}
    weight: 40
    children:
      - code: B1
        name: {zh: 当年授权发明专利, en: Patents granted}
        unit: 件
        weight: 15
        formula: granted
        score: {rule: linear, base: 0, full: 20}
      - code: B2
        name: {zh: 营业收入增长, en: Growth}
        unit: "%"
        weight: 15
        formula: 100 * (revenue - before) / NULLIF(before, 0)
        score: {rule: linear, base: 0, full: 30}
      - code: B3
        name: {zh: 人均营业收入, en: Revenue per head}
        unit: 万元/人
        weight: 10
        formula: per_head
        score: {rule: min_max}
profiles:
  by: kind
  weights:
    甲: {A: 70, B: 30}
    乙: {A: 50, B: 50}
variants:
  - code: young
    name: {zh: 新办, en: Young}
    when: before IS NULL
    replace:
      B2: {name: {zh: 营业收入, en: Revenue}, unit: 万元, formula: revenue, score: {rule: linear, base: 0, full: 100}}
adjustments:
  - {code: lateness, name: {zh: 迟报, en: Lateness}, kind: deduction, points: -1 * late, minimum: -5}
vetoes:
  - {code: little, name: {zh: 投入过低, en: Too little}, when: spend < least, grade: fail}
grades:
  - {code: good, name: {zh: 良好, en: Good}, at: 80, quota: {share: 0.3}}
  - {code: pass, name: {zh: 合格, en: Pass}, at: 60}
  - {code: fail, name: {zh: 不合格, en: Fail}}
"""


@pytest.fixture(scope="session")
def small():
    """The text of the small scheme."""
    return SMALL


@pytest.fixture(scope="session")
def broken():
    """The findings of the small scheme after one replacement in its text."""

    def findings(old, new, source=SMALL):
        assert old in source
        return read_scheme(source.replace(old, new, 1), "small.yaml").findings

    return findings


@pytest.fixture(scope="session")
def three_pillar():
    """The text of the default scheme."""
    return packaged()["three_pillar"].read_text(encoding="utf-8")
