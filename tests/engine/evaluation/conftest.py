"""The reference numbers, the ASEM index as a scheme, and small schemes written in a test."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from keqiao.engine.evaluation import Evaluation, Panel, evaluate
from keqiao.engine.schemes import Scheme, load_scheme

REFERENCE = Path(__file__).resolve().parents[4] / "shared" / "reference"
ASEM = Path(__file__).parent / "schemes" / "asem.yaml"


@pytest.fixture(scope="session")
def reference() -> Callable[[str], pl.DataFrame]:
    """A table of reference numbers (`asem/dset_Raw.csv`), "NA" read as missing; without them tests skip, not in CI."""
    if not REFERENCE.exists() and not os.environ.get("CI"):
        pytest.skip("the reference numbers of ../shared are not beside this checkout")
    return lambda path: pl.read_csv(REFERENCE / path, null_values=["NA", ""], infer_schema_length=None)


@pytest.fixture(scope="session")
def asem(reference) -> Callable[..., Evaluation]:
    """Evaluate the ASEM data by the committed scheme, some of its lines written otherwise."""
    data = reference("asem/iData_raw.csv").rename({"uCode": "unit", "uName": "name", "Time": "period"})

    def run(**replaced: str) -> Evaluation:
        text = ASEM.read_text(encoding="utf-8")
        for key, line in replaced.items():
            old = next(written for written in text.splitlines() if written.strip().startswith(f"{key}:"))
            text = text.replace(old, f"  {key}: {line}" if line else "")
        scheme = load_scheme(text)
        return evaluate(scheme, Panel.from_frame(scheme, data))

    return run


@pytest.fixture(scope="session")
def small() -> Callable[..., Scheme]:
    """A scheme of a few indicators over measures a, b, c …, more keys as given; not checked, so that odd
    ones can be tried."""

    def make(indicators: list[dict[str, Any]], **more: Any) -> Scheme:
        measures = more.pop("measures", [{"code": code, "name": code} for code in "abcdef"])
        return Scheme.model_validate(
            {
                "scheme": 1,
                "code": "S",
                "version": "1",
                "name": "S",
                "weights": "relative",
                "measures": measures,
                "indicators": indicators,
                **more,
            }
        )

    return make


@pytest.fixture(scope="session")
def run() -> Callable[..., Evaluation]:
    """Evaluate rows written in a test; unit and period may be left out."""

    def go(scheme: Scheme, rows: list[dict[str, Any]], **options: Any) -> Evaluation:
        filled = [{"unit": f"u{number:03d}", "period": "2024", **row} for number, row in enumerate(rows)]
        frame = pl.DataFrame(filled, infer_schema_length=None)
        return evaluate(scheme, Panel.from_frame(scheme, frame), **options)

    return go
