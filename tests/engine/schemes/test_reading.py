"""Reading: every mistake of form is told at its place; nothing hostile gets through or breaks the reader."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples

from keqiao.engine.schemes import SchemeError, dump, fingerprint, load_scheme, packaged, read_scheme


def line_of(text, part):
    return text[: text.index(part)].count("\n") + 1


def test_the_small_scheme_is_clean(small):
    reading = read_scheme(small)
    assert [str(finding) for finding in reading.findings] == []
    assert reading.document.code == "small"
    assert [leaf.code for leaf in reading.document.leaves()] == ["A1", "A2", "B1", "B2", "B3"]


@pytest.mark.parametrize(
    "code", ["three_pillar", "enterprise_technology_centre", "ningbo_engineering_centre"]
)
def test_schemes_of_the_package_have_no_finding(code):
    assert [str(finding) for finding in read_scheme(packaged()[code]).findings] == []
    assert load_scheme(code) == load_scheme(packaged()[code])


@pytest.mark.parametrize(
    "case",
    [
        ("weight: 60", "wieght: 60", "indicators.A.wieght", ["not known here", "weight"]),
        ("weight: 60", "weight: heavy", "indicators.A.weight", ["a number is needed", "heavy"]),
        ("rule: base_full", "rule: base_ful", "indicators.A.children.A1.score", ["base_ful", "base_full"]),
        ("rule: base_full, ", "", "indicators.A.children.A1.score", ["rule is missing"]),
        ("base: 2,", "base: [2],", "indicators.A.children.A1.score.base", ["a number or an expression"]),
        ("base: 2, full", "bas: 2, full", "indicators.A.children.A1.score.bas", ["base"]),
        (
            "{at: 5, points: 20}",
            "{at: 5, point: 20}",
            "indicators.A.children.A2.score.steps[2].point",
            ["points"],
        ),
        ('version: "1"', "version: 1", "version", ["a text is needed", "quotes"]),
        ("code: A1", "code: 指标1", "indicators.A.children.指标1.code", ["cannot be a code"]),
        ("scheme: 1", "scheme: 2", "scheme", ["2"]),
        ("share: 0.3", "share: 30", "grades.good.quota.share", ["out of range"]),
        ("{share: 0.3}", "{share: 0.3, count: 2}", "grades.good.quota", ["`share`", "`count`"]),
        ("type: count, blank: zero", "type: counts, blank: zero", "measures.late.type", ["count"]),
        ("measures:", "mesures:", "mesures", ["measures"]),
        (
            "{rule: min_max}",
            "{rule: min_max, range: [0, 1, 2]}",
            "indicators.B.children.B3.score.range",
            ["too long"],
        ),
        ("value: 10", "value: .inf", "parameters.least.value", ["not finite"]),
        ("code: small", "code: small\nvalid_from: soon", "valid_from", ["date"]),
    ],
)
def test_mistakes_of_form(small, broken, case):
    old, new, key, words = case
    findings = broken(old, new)
    finding = next((item for item in findings if item.key == key), None)
    assert finding is not None, [str(item) for item in findings]
    assert finding.severity == "error"
    assert finding.file == "small.yaml"
    assert finding.line == line_of(small, old) + new.count("\n") if old in small else finding.line > 0
    assert finding.column > 0
    for word in words:
        assert word in str(finding)


def test_a_missing_key_is_told_once_and_by_name(broken):
    findings = broken("        formula: granted\n", "")
    assert [finding.key for finding in findings] == ["indicators.B.children.B1.formula"]
    assert "formula is missing" in str(findings[0])


def test_a_key_written_twice(broken, small):
    (finding,) = broken("code: small", "code: small\ncode: other")
    assert (finding.key, finding.line) == ("code", 3)
    assert "line 2" in str(finding)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: 1\n\tb: 2\n", "tab"),
        ("a: 'open\n", "closed"),
        ("a: [1, 2\nb: 3\n", "structure"),
        ("a: b: c\n", "colon"),
        ("a: 1\n---\nb: 2\n", "several"),
        ("? [1]\n: 2\n", "cannot be a key"),
        ("a: !!python/object:os.system 1\n", "tag"),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", "merge"),
        ("a: &a [*a]\n", "alias"),
        ("a: *nothing\n", "alias"),
        ("- 1\n- 2\n", "not a scheme"),
        ("just text\nand more\n", "not a scheme"),
        ("\n", "not a scheme"),
        ("[\n" * 100_000, "nested too deep"),
        ("{a: " * 5_000 + "\n", "nested too deep"),
    ],
)
def test_text_that_is_no_yaml_we_take(text, words):
    findings = read_scheme(text, "bad.yaml").findings
    assert findings[0].severity == "error"
    assert words in str(findings[0])
    assert findings[0].line >= 1


def test_aliases_that_explode_are_stopped():
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in range(1, 12):
        bomb += f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]\n"
    assert "too many values" in str(read_scheme(bomb).findings[0])


def test_an_anchor_may_be_reused(small):
    text = small.replace(
        "score: {rule: linear, base: 0, full: 20}", "score: &line {rule: linear, base: 0, full: 20}"
    )
    text = text.replace("score: {rule: linear, base: 0, full: 30}", "score: *line")
    assert load_scheme(text).leaves()[3].score.full == 20


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("名称: 方案\n".encode("gbk"), "UTF-8"),
        ("a: 1\n".encode("utf-16"), "UTF-8"),
        (b"a: 1\n" * 500_000, "bytes"),
        (b"\x00\x01", "cannot be read"),
        (b"", "not a scheme"),
    ],
)
def test_bytes_that_are_no_text(content, words):
    assert words in str(read_scheme(content, "bytes.yaml").findings[0])


def test_a_byte_order_mark_and_windows_lines_are_taken(small):
    assert load_scheme(b"\xef\xbb\xbf" + small.replace("\n", "\r\n").encode()).code == "small"


def test_files_that_are_not_there(tmp_path):
    for source in (tmp_path / "none.yaml", tmp_path, "no_such_scheme", "\x00"):
        assert read_scheme(source).findings[0].severity == "error"
    with pytest.raises(SchemeError) as caught:
        load_scheme(Path("none.yaml"))
    assert "none.yaml" in str(caught.value)


def test_load_refuses_errors_and_lets_warnings_pass(small):
    with pytest.raises(SchemeError) as caught:
        load_scheme(small.replace("weight: 60", "weight: 61"))
    assert any(finding.check == "weights.sum" for finding in caught.value.findings)
    assert load_scheme(small.replace("NULLIF(staff, 0)", "staff")).code == "small"


def test_words_of_yaml_1_1_keep_their_letters(small):
    text = (
        small.replace("甲: {zh: 甲, en: A}", "NO: {zh: 甲, en: A}")
        .replace("甲: 1.0", "NO: 1.0")
        .replace("甲: {A", "NO: {A")
    )
    assert "NO" in load_scheme(text).attributes[0].values


def test_fingerprint_is_of_the_content(small):
    scheme = load_scheme(small)
    same = load_scheme(
        "# a comment\n" + small.replace("weight: 60", "weight: 60.0").replace("total", "total")
    )
    other = load_scheme(small.replace("full: 5}", "full: 6}"))
    assert fingerprint(scheme) == fingerprint(same)
    assert fingerprint(scheme) != fingerprint(other)
    assert len(fingerprint(scheme)) == 64
    assert fingerprint(load_scheme(dump(scheme))) == fingerprint(scheme)
    assert load_scheme(dump(scheme)) == scheme


def test_findings_come_in_chinese(broken):
    finding = broken("weight: 60", "weight: 61")[0]
    assert "合计为 101" in finding.in_language("zh")
    assert "错误" in finding.in_language("zh")


@settings(max_examples=examples(200), deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text + "\n")))
def test_nothing_breaks_the_reader(source):
    reading = read_scheme(source)
    assert reading.document is None
    for finding in reading.findings:
        str(finding)
        finding.in_language("zh")


@settings(max_examples=examples(150), deadline=None)
@given(st.data())
def test_a_damaged_scheme_is_read_or_told(small, data):
    start = data.draw(st.integers(0, len(small) - 1))
    end = data.draw(st.integers(start, min(len(small), start + 40)))
    filling = data.draw(
        st.sampled_from(["", "x", "\n", "  ", "1", "-5", "[]", "{}", "null", ": ", "'", "NULL", "1e400"])
    )
    reading = read_scheme(small[:start] + filling + small[end:])
    assert reading.document is not None or reading.errors


@pytest.mark.parametrize("formula", ["COALESCE(spend, 0, 1)", "LEAST(spend, 1) + GREATEST(late, 2)"])
def test_a_comma_between_braces_is_explained(formula):
    """YAML ends an unquoted text between braces at a comma; the remedy is quotes, said once."""
    text = SMALL_FLOW.replace("FORMULA", formula)
    (finding,) = [item for item in read_scheme(text).findings if item.severity == "error"]
    assert "comma ends the text of formula" in str(finding)
    assert 'formula: "f(a, b)"' in str(finding)
    assert [
        i for i in read_scheme(text.replace(formula, f'"{formula}"')).findings if i.severity == "error"
    ] == []


SMALL_FLOW = """\
scheme: 1
code: flow
version: "1"
name: 流式
measures:
  - {code: spend, name: 投入}
  - {code: late, name: 迟报}
indicators:
  - {code: i, name: 指标, weight: 100, formula: FORMULA, score: {rule: linear, base: 0, full: 1}}
"""
