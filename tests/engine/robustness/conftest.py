"""The reference numbers and the ASEM index, as the tests of the evaluation have them."""

import os
from pathlib import Path

import polars as pl
import pytest

from keqiao.engine.evaluation import Panel
from keqiao.engine.schemes import load_scheme

REFERENCE = Path(__file__).resolve().parents[4] / "shared" / "reference"
ASEM = Path(__file__).parents[1] / "evaluation" / "schemes" / "asem.yaml"


@pytest.fixture(scope="session")
def reference():
    """A table of reference numbers; without them tests skip, not in CI."""
    if not REFERENCE.exists() and not os.environ.get("CI"):
        pytest.skip("the reference numbers of ../shared are not beside this checkout")
    return lambda path: pl.read_csv(REFERENCE / path, null_values=["NA", ""], infer_schema_length=None)


@pytest.fixture(scope="session")
def asem(reference):
    """Scheme and panel of the ASEM index."""
    scheme = load_scheme(ASEM.read_text(encoding="utf-8"))
    data = reference("asem/iData_raw.csv").rename({"uCode": "unit", "uName": "name", "Time": "period"})
    return scheme, Panel.from_frame(scheme, data)


@pytest.fixture(scope="session")
def index():
    """A small index of invented figures: two branches, six units, grades, one gap."""
    text = """
scheme: 1
code: SMALL
version: "1"
name: {zh: 小型指数, en: Small index}
weights: points
attributes:
  - {code: kind, name: {zh: 类型, en: Kind}}
measures:
  - {code: a, name: {zh: 甲, en: a}, source: register}
  - {code: b, name: {zh: 乙, en: b}}
  - {code: c, name: {zh: 丙, en: c}}
  - {code: d, name: {zh: 丁, en: d}}
defaults:
  missing: redistribute
  score: {rule: min_max, range: [1, 100]}
indicators:
  - code: A
    name: {zh: 甲乙, en: A}
    weight: 60
    children:
      - {code: ia, name: {zh: 甲, en: a}, weight: 40, formula: a}
      - {code: ib, name: {zh: 乙, en: b}, weight: 20, formula: b}
  - code: B
    name: {zh: 丙丁, en: B}
    weight: 40
    children:
      - {code: ic, name: {zh: 丙, en: c}, weight: 30, formula: c}
      - {code: id, name: {zh: 丁, en: d}, weight: 10, formula: d}
grades:
  - {code: good, name: {zh: 良好, en: Good}, at: 60, quota: {share: 0.5}}
  - {code: pass, name: {zh: 合格, en: Pass}, at: 30}
  - {code: fail, name: {zh: 不合格, en: Fail}}
"""
    scheme = load_scheme(text)
    frame = pl.DataFrame(
        {
            "unit": list("UVWXYZ"),
            "period": "2024",
            "kind": ["p", "p", "q", "q", "q", "q"],
            "a": [9.0, 7.0, 8.5, 2.0, 4.0, 5.0],
            "b": [1.0, 9.0, 3.0, 5.0, 7.0, 2.0],
            "c": [4.0, 6.0, 8.0, 1.0, None, 9.0],
            "d": [30.0, 10.0, 20.0, 60.0, 50.0, 5.0],
        }
    )
    return scheme, Panel.from_frame(scheme, frame)
