# ruff: noqa: E501 - one finding a line
"""What is wrong with a programme is told with the number, the place and what to do, in both languages."""

import pytest

from keqiao.engine.eligibility import read_programme

HEAD = """programme: 1
code: p
version: "1"
name: {zh: 某政策, en: Some policy}
issuer: 某市
measures:
  - {code: a, name: {zh: 甲, en: a}, unit: 万元, type: money}
  - {code: d, name: {zh: 丁, en: d}, unit: 人, type: count}
"""
CONDITION = "conditions:\n  - {code: c, name: {zh: 丙, en: c}, when: a >= 1}\n"


def findings(rest: str) -> list[tuple[str, str, int, str]]:
    return [
        (finding.severity, finding.key, finding.line, finding.in_language("en"))
        for finding in read_programme(HEAD + rest).findings
        if finding.check != "sources"
    ]


@pytest.mark.parametrize(
    ("rest", "severity", "key", "said"),
    [
        (CONDITION + "tables:\n  - {code: t, name: {zh: 表, en: t}, of: a, bands: [{up_to: 55, value: 10}, "
         "{from: 55, up_to: 75, value: 5}, {above: 75, value: 0}]}\n", "error", "tables.t.bands[2]", "two bands name 55 and"),
        (CONDITION + "tables:\n  - {code: t, name: {zh: 表, en: t}, of: a, bands: [{up_to: 0, value: 0}, "
         "{from: 10, value: 5}]}\n", "warning", "tables.t.bands[2]", "no band names (0, 10)"),
        ("conditions:\n  - {code: c, name: {zh: 丙, en: c}, value: a, compare: '>', than: 70, word: 以上}\n",
         "error", "conditions.c.word", "“以上” means >=, but the condition compares by >"),
        ("conditions:\n  - {code: c, name: {zh: 丙, en: c}, value: a, compare: '>=', than: 70, word: 超过}\n",
         "error", "conditions.c.word", "“超过” means >"),
        (CONDITION + "accept: {all: [c, x]}\n", "error", "accept.all[2]", "there is nothing of the code x here"),
        (CONDITION + "accept: {all: [c], any: [c]}\n", "error", "accept", "exactly one of"),
        (CONDITION + "accept: {at_least: 2, of: [c]}\n", "error", "accept.at_least", "at least 2 of 1 can never hold"),
        (CONDITION + "accept: c AND b\n", "error", "accept", "“b” is not declared"),
        ("conditions:\n  - {code: c, name: {zh: 丙, en: c}, when: a >= d}\n", "error", "conditions.c.when", "万元"),
        ("conditions:\n  - {code: c, name: {zh: 丙, en: c}, when: a >= 1, value: a}\n", "error", "conditions.c", "either `when`"),
        (CONDITION + "valid_from: 2026-04-01\nvalid_to: 2026-03-31\n", "error", "valid_to", "ends before it begins"),
        (CONDITION + "excludes:\n  - {programme: p}\n", "error", "excludes[1].programme", "does not exclude itself"),
        (CONDITION + "quota: {count: 2, within: district}\n", "error", "quota.within", "nothing of the code district"),
        (CONDITION + "tables:\n  - {code: t, name: {zh: 表, en: t}, of: u, bands: [{value: 1}]}\n"
         "  - {code: u, name: {zh: 表, en: u}, of: t, bands: [{value: 1}]}\n", "error", "tables.t", "computed from each other"),
        ("conditions:\n  - {code: c, name: {zh: 丙, en: c}, when: a >= 1, word: 一般}\n", "warning", "conditions.c.word", "exceptions"),
    ],
)  # fmt: skip
def test_findings(rest: str, severity: str, key: str, said: str) -> None:
    found = findings(rest)
    assert any(f[0] == severity and f[1] == key and said in f[3] and f[2] > 0 for f in found), found


def test_an_override_quotes_the_words_of_the_text() -> None:
    assert (
        findings(
            "conditions:\n  - {code: c, name: {zh: 丙, en: c}, value: a, compare: '>', than: 70, word: 以上, override: 不含70}\n"
        )
        == []
    )


def test_an_article_may_be_one_text() -> None:
    text = "conditions:\n  - {code: c, name: {zh: 丙, en: c}, when: a >= 1, article: 第三条}\n"
    document = read_programme(HEAD + text).usable
    assert document is not None
    article = document.conditions[0].article
    assert article is not None
    assert (str(article.article), article.checked) == ("第三条", False)


def test_what_is_not_a_programme() -> None:
    (finding,) = read_programme("- 1\n- 2\n").findings
    assert "这不是政策文件" in finding.in_language("zh")
