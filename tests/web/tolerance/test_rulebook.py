"""The rules as data: complete in both languages, every part with its source, marked as a proposal."""

from __future__ import annotations

import pytest
import yaml
from django.utils import translation

from keqiao.web.tolerance.rulebook import FILE, ground_name, read, rulebook


def test_codes_are_unique_and_texts_are_there():
    rules = rulebook()
    for items in (rules.grounds, rules.negative):
        assert len({item.code for item in items}) == len(items) > 4
        for item in items:
            assert all((text.zh and text.en) for text in (item.name, item.text, item.source))


def test_the_file_claims_no_local_rule():
    rules = rulebook()
    assert "建议稿" in rules.status.zh
    assert "未检索到" in rules.note.zh
    assert rules.apply_within_days is None


def test_words_follow_the_reader():
    with translation.override("en"):
        assert ground_name("route") == "A technical route that failed"
    with translation.override("zh-hans"):
        assert ground_name("route") == "技术路线探索失败"
    assert ground_name("gone") == "gone"


def test_a_file_with_an_unknown_source_is_refused():
    given = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    given["grounds"][0]["source"] = "hearsay"
    with pytest.raises(KeyError):
        read(given)


def test_a_case_keeps_the_rules_it_was_applied_for_by(applied, checked, monkeypatch):
    """Other grounds, another list: an application that was handed in reads as it was handed in."""
    from dataclasses import replace

    from keqiao.web.tolerance import answers, rulebook

    checked.refresh_from_db()
    before = rulebook.ground_of(checked), [answer.item.code for answer in answers.answers_of(checked)]
    other = replace(rulebook.rulebook(), version="2030.1", grounds=(), negative=())
    for module in (rulebook, answers):
        monkeypatch.setattr(module, "rulebook", lambda: other, raising=False)
    assert (
        rulebook.ground_of(checked),
        [answer.item.code for answer in answers.answers_of(checked)],
    ) == before
    assert checked.rules["version"] != "2030.1"
    assert before[0] != checked.ground
