"""The phrases of practice with what each claims: an oracle that others wrote (`number_phrases.yaml`)."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from keqiao.commands.reports import fields_of_check, fields_of_figure
from keqiao.engine.phrases import read

PHRASES = yaml.safe_load(Path(__file__).with_name("number_phrases.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase["id"])
def test_each_says_what_it_says(phrase: dict[str, Any]) -> None:
    reading = read(phrase["text"])
    figures = [fields_of_figure(figure) for figure in reading.figures]
    for figure in figures:
        figure.pop("start")
    assert figures == phrase.get("figures", [])
    assert [fields_of_check(check) for check in reading.checks] == phrase.get("checks", [])
    assert [lint.lint for lint in reading.lints] == phrase.get("lint", [])
    assert reading.unread == ()
