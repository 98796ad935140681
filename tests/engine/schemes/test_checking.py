"""Each mistake that `scheme check` must find, made in a scheme that is otherwise clean."""

import pytest

from keqiao.engine.schemes import check, load_scheme, read_scheme

YOUNG = (
    "B2: {name: {zh: 营业收入, en: Revenue}, unit: 万元, formula: revenue, "
    "score: {rule: linear, base: 0, full: 100}}"
)
CASES = [
    # weights
    ("weights.sum", "error", "weight: 60", "weight: 61", "indicators"),
    (
        "weights.sum",
        "error",
        "weight: 40\n        formula: 100",
        "weight: 41\n        formula: 100",
        "indicators.A",
    ),
    ("weights.absent", "error", "        weight: 20\n", "", "indicators.A.children.A2"),
    ("weights.profile_sum", "error", "甲: {A: 70", "甲: {A: 71", "profiles.weights.甲"),
    ("names.unknown_word", "error", "甲: {A: 70", "丙: {A: 70", "profiles.weights.丙"),
    (
        "names.unknown_node",
        "error",
        "乙: {A: 50, B: 50}",
        "乙: {A: 50, B: 50, Z: 0}",
        "profiles.weights.乙.Z",
    ),
    ("weights.profile_absent", "warning", "    乙: {A: 50, B: 50}\n", "", "profiles.weights"),
    # names
    ("expression", "error", "formula: granted", "formula: grantd", "indicators.B.children.B1.formula"),
    ("expression", "error", "formula: granted", "formula: SUM(granted)", "indicators.B.children.B1.formula"),
    ("expression", "error", "when: spend < least", "when: spend <", "vetoes.little.when"),
    ("expression.kind", "error", "formula: granted", "formula: kind", "indicators.B.children.B1.formula"),
    ("names.duplicate", "error", "code: granted", "code: patents", "measures.patents.code"),
    ("names.duplicate", "error", "code: A2", "code: A1", "indicators.A.children.A1.code"),
    ("names.duplicate", "error", "{code: lateness", "{code: B1", "adjustments.B1.code"),
    ("names.reserved", "error", "{code: granted", "{code: period", "measures.period.code"),
    ("names.unused", "warning", "formula: patents", "formula: granted", "measures.patents"),
    ("names.unused", "warning", "when: spend < least", "when: spend < 10", "parameters.least"),
    ("names.unknown_attribute", "error", "by: kind, values", "by: kin, values", "parameters.factor.by"),
    (
        "names.unknown_measure",
        "error",
        "{measure: revenue}",
        "{measure: revenu}",
        "measures.before.previous_of.measure",
    ),
    ("names.table", "warning", "{甲: 1.0, 乙: 0.8}", "{甲: 1.0}", "parameters.factor.values"),
    ("names.english", "notice", "{zh: 迟报, en: Lateness}", "迟报", "adjustments.lateness.name"),
    # division
    ("division.zero", "warning", "NULLIF(revenue, 0)", "revenue", "indicators.A.children.A1.formula"),
    ("division.zero", "warning", "NULLIF(staff, 0)", "staff", "measures.per_head.formula"),
    ("division.zero", "warning", "NULLIF(before, 0)", "(before - 1)", "indicators.B.children.B2.formula"),
    ("division.zero", "error", "NULLIF(before, 0)", "0", "indicators.B.children.B2.formula"),
    (
        "division.zero",
        "warning",
        "formula: granted",
        "formula: granted\n        denominator: staff",
        "indicators.B.children.B1.denominator",
    ),
    (
        "division.negative",
        "warning",
        "formula: 100 * (revenue - before) / NULLIF(before, 0)",
        "formula: 100 * revenue / NULLIF(revenue - spend, 0)",
        "indicators.B.children.B2.formula",
    ),
    (
        "formula.repeated",
        "notice",
        "formula: granted",
        "formula: patents",
        "indicators.B.children.B1.formula",
    ),
    (
        "yardstick.formula",
        "warning",
        "{rule: linear, base: 0, full: 20}",
        "{rule: formula, points: x / 2}",
        "indicators.B.children.B1.score.points",
    ),
    # units
    ("units.scale", "error", "en: Spend}, unit: 万元", "en: Spend}, unit: 元", "vetoes.little.when"),
    (
        "units.kind",
        "error",
        "formula: granted",
        "formula: granted + spend",
        "indicators.B.children.B1.formula",
    ),
    ("units.indicator", "warning", "formula: 100 * spend", "formula: spend", "indicators.A.children.A1.unit"),
    (
        "units.measure",
        "warning",
        "unit: 万元/人, formula",
        "unit: 元/人, formula",
        "measures.per_head.formula",
    ),
    (
        "units.previous",
        "error",
        "en: Revenue before}, unit: 万元",
        "en: Revenue before}, unit: 元",
        "measures.before.unit",
    ),
    (
        "units.yardstick",
        "error",
        "{rule: linear, base: 0, full: 30}",
        "{rule: target, target: spend}",
        "indicators.B.children.B2.score.target",
    ),
    # yardsticks
    (
        "yardstick.base_full",
        "error",
        "base: 2, full: 5",
        "base: 5, full: 5",
        "indicators.A.children.A1.score.base",
    ),
    (
        "yardstick.base_full",
        "error",
        "base: 2, full: 5",
        "base: 6, full: 5",
        "indicators.A.children.A1.score.base",
    ),
    (
        "yardstick.base_full",
        "warning",
        "base: 0, full: 30",
        "base: 30, full: 0",
        "indicators.B.children.B2.score.base",
    ),
    (
        "yardstick.base_full",
        "error",
        "base: 0, full: 30",
        "base: 30, full: 30",
        "indicators.B.children.B2.score.base",
    ),
    (
        "yardstick.direction",
        "error",
        "formula: patents\n",
        "formula: patents\n        direction: -1\n",
        "indicators.A.children.A2.direction",
    ),
    (
        "yardstick.direction",
        "error",
        "formula: granted\n        score: {rule: linear, base: 0, full: 20}",
        "formula: granted\n        direction: -1\n        score: {rule: points, of: 15}",
        "indicators.B.children.B1.direction",
    ),
    (
        "yardstick.missing_zero",
        "warning",
        "{rule: min_max}",
        "{rule: z_score}",
        "indicators.B.children.B3.score",
    ),
    (
        "yardstick.transform",
        "error",
        "base: 0, full: 30}",
        "base: 0, full: 30, transform: log}",
        "indicators.B.children.B2.score.base",
    ),
    (
        "steps.overlap",
        "error",
        "{at: 5, points: 20}",
        "{at: 1, points: 20}",
        "indicators.A.children.A2.score.steps[2]",
    ),
    (
        "steps.order",
        "warning",
        "{at: 1, points: 5}, {at: 5, points: 20}",
        "{at: 1, points: 20}, {at: 5, points: 5}",
        "indicators.A.children.A2.score.steps[2]",
    ),
    (
        "steps.overlap",
        "error",
        "[{at: 1, points: 5}, {at: 5, points: 20}]",
        "[{from: 1, to: 6, points: 5}, {from: 5, points: 20}]",
        "indicators.A.children.A2.score.steps[2]",
    ),
    (
        "steps.gap",
        "error",
        "[{at: 1, points: 5}, {at: 5, points: 20}]",
        "[{from: 1, to: 4, points: 5}, {from: 5, points: 20}]",
        "indicators.A.children.A2.score.steps[2]",
    ),
    (
        "steps.points",
        "error",
        "{at: 5, points: 20}",
        "{at: 5, points: 21}",
        "indicators.A.children.A2.score.steps",
    ),
    (
        "yardstick.of",
        "warning",
        "{at: 5, points: 20}]",
        "{at: 5, points: 25}], of: 25",
        "indicators.A.children.A2.score.of",
    ),
    (
        "yardstick.knots",
        "error",
        "{rule: min_max}",
        "{rule: piecewise, knots: [[5, 1], [2, 10]]}",
        "indicators.B.children.B3.score.knots[2]",
    ),
    ("yardstick.absent", "warning", "        score: {rule: min_max}\n", "", "indicators.B.children.B3"),
    (
        "yardstick.target",
        "error",
        "{rule: min_max}",
        "{rule: target, target: 0}",
        "indicators.B.children.B3.score.target",
    ),
    (
        "yardstick.case",
        "warning",
        "{rule: min_max}",
        "{rule: cases, cases: [{when: late < 9, score: &r {rule: rank}}, {when: late < 5, score: *r}], otherwise: *r}",
        "indicators.B.children.B3.score.cases[2].when",
    ),
    (
        "yardstick.otherwise",
        "warning",
        "{rule: min_max}",
        "{rule: cases, cases: [{when: staff < 9, score: {rule: min_max}}]}",
        "indicators.B.children.B3.score",
    ),
    # what a name says
    ("naming", "warning", "formula: granted", "formula: patents", "indicators.B.children.B1.formula"),
    ("naming", "warning", "formula: patents", "formula: granted", "indicators.A.children.A2.formula"),
    (
        "naming",
        "warning",
        "formula: 100 * spend /",
        "formula: 100 * before /",
        "indicators.A.children.A1.formula",
    ),
    # rings
    (
        "cycles",
        "error",
        'formula: "revenue / NULLIF(staff, 0)"',
        "formula: per_head + 1",
        "measures.per_head",
    ),
    (
        "cycles",
        "error",
        "{measure: revenue}",
        "{measure: loop}}\n  - {code: loop, name: 环, unit: 万元, formula: before + 1",
        None,
    ),
    # grades
    ("grades.order", "error", "at: 80", "at: 50", "grades.pass.at"),
    ("grades.unreachable", "error", "at: 80", "at: 101", "grades.good.at"),
    ("grades.lowest", "error", "en: Fail}}", "en: Fail}, at: 10}", "grades.fail"),
    ("grades.order", "error", ", at: 60}", "}", "grades.pass"),
    ("grades.quota_zero", "error", "{share: 0.3}", "{count: 0}", "grades.good.quota"),
    ("grades.quota_few", "warning", "{share: 0.3}", "{share: 0.01}", "grades.good.quota"),
    ("grades.quota_lowest", "error", "en: Fail}}", "en: Fail}, quota: {share: 0.1}}", "grades.fail.quota"),
    ("grades.quota_sum", "error", "at: 60}", "at: 60, quota: {share: 0.8}}", "grades"),
    ("names.unknown_grade", "error", "grade: fail}", "grade: failed}", "vetoes.little.grade"),
    # adjustments, dates
    (
        "adjustments.limits",
        "error",
        "minimum: -5}",
        "minimum: 5, maximum: 0}",
        "adjustments.lateness.minimum",
    ),
    ("adjustments.sign", "error", "points: -1 * late", "points: late", "adjustments.lateness.points"),
    (
        "adjustments.cap",
        "warning",
        "vetoes:",
        "adjustment_limits: {deduction: 3}\nvetoes:",
        "adjustments.lateness.minimum",
    ),
    (
        "adjustments.cap",
        "warning",
        "vetoes:",
        "adjustment_limits: {bonus: 3}\nvetoes:",
        "adjustment_limits.bonus",
    ),
    (
        "validity",
        "error",
        "code: small",
        "code: small\nvalid_from: 2025-01-01\nvalid_to: 2024-01-01",
        "valid_from",
    ),
    ("total.limits", "error", "code: small", "code: small\nminimum: 100\nmaximum: 0", "minimum"),
    # variants
    ("names.unknown_node", "error", "      B2: {name", "      B9: {name", "variants.young.replace.B9"),
    ("form.extra_forbidden", "error", "B2: {name: {zh", "B2: {nam: {zh", "variants.young.replace.B2.nam"),
    (
        "variants.fixed",
        "error",
        "B2: {name: {zh",
        "B2: {code: X, name: {zh",
        "variants.young.replace.B2.code",
    ),
    ("variants.nothing", "warning", YOUNG, 'B2: {unit: "%"}', "variants.young.replace.B2"),
    ("variants.branch", "error", "      B2: {name", "      B: {name", "variants.young.replace.B"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}-{case[4]}")
def test_found_with_place_key_and_remedy(broken, case):
    name, severity, old, new, key = case
    findings = broken(old, new)
    found = [item for item in findings if item.check == name and (key is None or item.key == key)]
    assert found, [str(item) for item in findings]
    (finding, *_) = found
    assert finding.severity == severity
    assert finding.line > 0
    assert finding.column > 0
    assert finding.remedy is not None
    assert finding.message.in_language("zh") != finding.message.in_language("en")
    assert finding.remedy.in_language("zh")


def test_the_place_inside_a_formula(broken):
    (finding,) = [
        f for f in broken("formula: granted", "formula: patents + grantd") if f.check == "expression"
    ]
    text = "        formula: patents + grantd"
    assert finding.column == text.index("grantd") + 1


@pytest.mark.parametrize(
    "formula",
    [
        "CASE WHEN revenue > 0 THEN spend / revenue END",
        "CASE WHEN revenue = 0 THEN 0 ELSE spend / revenue END",
        "CASE WHEN staff > 1 AND revenue <> 0 THEN spend / revenue END",
        "spend / (revenue + 1)",
        "spend / GREATEST(revenue, 1)",
        "spend / EXP(0.5) / 3",
        "spend / least",
    ],
)
def test_guarded_divisions_are_left_alone(broken, formula):
    findings = broken("100 * spend / NULLIF(revenue, 0) * factor", formula)
    assert not [item for item in findings if item.check == "division.zero" and "EXP" not in formula]


def test_applies_guards_the_formula(broken):
    findings = broken(
        "formula: 100 * spend / NULLIF(revenue, 0)",
        "applies: revenue > 0\n        formula: 100 * spend / revenue",
    )
    assert not [item for item in findings if item.check == "division.zero"]


def test_pairwise_judgements(broken):
    head = "    weight: 60\n    weighting: {method: ahp, pairwise: %s}\n"
    start = "    weight: 60\n"
    shape = broken(start, head % "[[1, 3, 5], [0.33, 1, 2], [0.2, 0.5, 1]]")
    assert any(item.check == "weights.matrix_shape" for item in shape)
    crossed = broken(start, head % "[[1, 3], [3, 1]]")
    assert any(item.check == "weights.matrix_reciprocal" for item in crossed)
    assert any(item.check == "weights.unused" for item in crossed)


def test_judgements_that_contradict_each_other(small):
    # Three children compared in a ring: the first over the second, the second over the third, the third over the first.
    ring = "weighting: {method: ahp, pairwise: [[1, 5, 0.2], [0.2, 1, 5], [5, 0.2, 1]]}\n"
    text = small.replace("    weight: 40\n    children:\n", "    weight: 40\n    " + ring + "    children:\n")
    assert any(item.check == "weights.consistency" for item in read_scheme(text).findings)


def test_shares_add_up_to_one_or_a_hundred(small):
    text = small.replace("code: small", "code: small\nweights: shares")
    keys = {item.key for item in read_scheme(text).findings if item.check == "weights.sum"}
    assert keys == {"indicators.A", "indicators.B"}


def test_checking_needs_no_file(small):
    assert check(load_scheme(small)) == ()
    broken = load_scheme(small).model_copy(update={"total": 90.0})
    assert [(item.key, item.line) for item in check(broken) if item.check == "weights.sum"] == [
        ("indicators", 0)
    ]


QUIET = """\
scheme: 1
code: quiet
version: "1"
name: 无警告
measures:
  - {code: contract, name: 合同科研到账, unit: 万元, type: money}
  - {code: agreed, name: 合同科研目标, unit: 万元, type: money}
  - {code: energy, name: 能源消耗, unit: 万吨标准煤}
  - {code: gdp, name: 生产总值, unit: 亿元, type: money}
indicators:
  - code: plan
    name: 合同科研目标完成率
    unit: 万元
    weight: 40
    formula: contract
    score: {rule: target, target: agreed}
  - code: en
    name: 单位能耗
    unit: 吨标准煤/万元
    weight: 60
    formula: energy / NULLIF(gdp, 0)
    direction: -1
    score: {rule: formula, points: "60 + 40 * (x_max - x) / NULLIF(x_max - x_min, 0)", of: 100}
"""


def test_what_practice_writes_is_no_finding():
    """An indicator named after its target, points on a scale of 100, 万吨标准煤 ÷ 亿元 = 吨标准煤/万元."""
    findings = read_scheme(QUIET).findings
    assert [str(finding) for finding in findings if finding.severity != "notice"] == []
