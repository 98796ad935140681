"""Rules of allocation in plain words: every packaged file, both languages, every key with its figures."""

import re

import pytest

from keqiao.engine.allocation import explain_rules, load_rules, packaged_rules
from keqiao.engine.documents import markdown


@pytest.mark.parametrize("code", sorted(packaged_rules()))
def test_packaged_rules_in_both_languages(code):
    rules = load_rules(code)
    english, chinese = (markdown(explain_rules(rules, language)) for language in ("en", "zh"))
    for text in (english, chinese):
        assert "{" not in text and "None" not in text
    assert rules.name.zh in chinese
    own = re.findall(r"[\u4e00-\u9fff]", english)
    columns = "".join([*rules.columns(), *(str(part.name) for part in rules.instalments)])
    assert set(own) <= set(columns + "".join(use.name.zh for use in rules.uses)), "ours are in English"


def test_grades_and_money_are_said():
    chinese = markdown(explain_rules(load_rules("by_grade"), "zh"))
    assert "等次从优到劣" in chinese or "优秀" in chinese
    assert "万元" in chinese
